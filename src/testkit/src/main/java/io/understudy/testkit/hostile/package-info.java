/** Input that somebody made to do harm, or that was damaged on its way. */
@NullMarked
package io.understudy.testkit.hostile;

import org.jspecify.annotations.NullMarked;
