/** Checks without being asked and on request, one replica at a time, and what is kept of them. */
@NullMarked
package io.understudy.monitor.routine;

import org.jspecify.annotations.NullMarked;
