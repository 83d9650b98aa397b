/** {@code scripts/demo}: the mirror between two real etcds, to look at. */
@NullMarked
package io.understudy.e2e.demo;

import org.jspecify.annotations.NullMarked;
