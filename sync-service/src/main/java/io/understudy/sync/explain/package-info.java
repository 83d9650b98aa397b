/** Why a key is where it is. */
@NullMarked
package io.understudy.sync.explain;

import org.jspecify.annotations.NullMarked;
