/** The services as processes, as a user runs them. */
@NullMarked
package io.understudy.e2e;

import org.jspecify.annotations.NullMarked;
