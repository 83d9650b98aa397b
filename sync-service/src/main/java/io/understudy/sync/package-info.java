/** The sync-service: one replica of the mirror, and how it is watched and steered. */
@NullMarked
package io.understudy.sync;

import org.jspecify.annotations.NullMarked;
