/**
 * The mirror: what to write to the target for what the source says. {@link
 * io.understudy.core.mirror.MirrorRun} is the loop; the other classes decide.
 */
@NullMarked
package io.understudy.core.mirror;

import org.jspecify.annotations.NullMarked;
