/** What it means that a key differs between source and target. */
@NullMarked
package io.understudy.core.equality;

import org.jspecify.annotations.NullMarked;
