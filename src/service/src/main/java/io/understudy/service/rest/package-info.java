/** Calls to other services of this product. */
@NullMarked
package io.understudy.service.rest;

import org.jspecify.annotations.NullMarked;
