/**
 * Checks: whether both sides are equal, what is not and why, what is kept of it, and who runs one.
 */
@NullMarked
package io.understudy.core.check;

import org.jspecify.annotations.NullMarked;
