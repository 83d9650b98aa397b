/** What Kubernetes' garbage collector would do to a standby's registry. */
@NullMarked
package io.understudy.core.gc;

import org.jspecify.annotations.NullMarked;
