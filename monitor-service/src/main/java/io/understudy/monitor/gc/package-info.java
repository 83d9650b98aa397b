/** The GC-safety proof on request. */
@NullMarked
package io.understudy.monitor.gc;

import org.jspecify.annotations.NullMarked;
