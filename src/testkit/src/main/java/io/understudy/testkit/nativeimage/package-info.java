/** Holds a target's whole history against its source's, by rules of its own. */
@NullMarked
package io.understudy.testkit.nativeimage;

import org.jspecify.annotations.NullMarked;
