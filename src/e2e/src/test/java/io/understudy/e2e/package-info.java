/** The services against real etcds, and the rules the source tree keeps. */
@NullMarked
package io.understudy.e2e;

import org.jspecify.annotations.NullMarked;
