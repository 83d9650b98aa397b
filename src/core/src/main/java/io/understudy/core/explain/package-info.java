/** Why a key differs between source and target. */
@NullMarked
package io.understudy.core.explain;

import org.jspecify.annotations.NullMarked;
