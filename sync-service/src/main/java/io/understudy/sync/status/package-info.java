/** Where this replica stands: what it does, how far it is, what went wrong. */
@NullMarked
package io.understudy.sync.status;

import org.jspecify.annotations.NullMarked;
