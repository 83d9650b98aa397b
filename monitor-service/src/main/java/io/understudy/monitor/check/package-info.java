/** Runs comparisons, and tells what they found. */
@NullMarked
package io.understudy.monitor.check;

import org.jspecify.annotations.NullMarked;
