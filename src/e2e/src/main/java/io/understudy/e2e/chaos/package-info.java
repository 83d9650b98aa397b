/** {@code scripts/chaos}: the whole product under faults that are drawn from a seed. */
@NullMarked
package io.understudy.e2e.chaos;

import org.jspecify.annotations.NullMarked;
