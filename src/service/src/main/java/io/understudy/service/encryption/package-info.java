/** The files that say how each end encrypts at rest, read again when they change. */
@NullMarked
package io.understudy.service.encryption;

import org.jspecify.annotations.NullMarked;
