/** Changes of a site's role: promotion, the unparking after it, and the way back to standby. */
@NullMarked
package io.understudy.core.role;

import org.jspecify.annotations.NullMarked;
