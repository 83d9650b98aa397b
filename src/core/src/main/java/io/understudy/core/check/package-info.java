/** Proves, between two revisions that belong together, that source and target are equal. */
@NullMarked
package io.understudy.core.check;

import org.jspecify.annotations.NullMarked;
