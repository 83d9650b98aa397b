/**
 * Values encrypted at rest: what opens them, and the {@code EncryptionConfiguration} that says how.
 */
@NullMarked
package io.understudy.core.encryption;

import org.jspecify.annotations.NullMarked;
