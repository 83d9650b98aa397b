/** The monitor as a service: it proves that both ends are equal, or says what is not. */
@NullMarked
package io.understudy.monitor;

import org.jspecify.annotations.NullMarked;
