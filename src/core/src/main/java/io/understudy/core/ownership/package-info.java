/** Who owns whom in the source, and what that makes of each object's placement. */
@NullMarked
package io.understudy.core.ownership;

import org.jspecify.annotations.NullMarked;
