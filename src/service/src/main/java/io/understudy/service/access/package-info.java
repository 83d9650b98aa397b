/** Who calls a service of this product, and whether they may. */
@NullMarked
package io.understudy.service.access;

import org.jspecify.annotations.NullMarked;
