/** Plans operations and carries them out, one at a time. */
@NullMarked
package io.understudy.failover.run;

import org.jspecify.annotations.NullMarked;
