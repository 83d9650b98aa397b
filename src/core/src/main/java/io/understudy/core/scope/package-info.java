/** Which keys are mirrored, parked or left out, and why. */
@NullMarked
package io.understudy.core.scope;

import org.jspecify.annotations.NullMarked;
