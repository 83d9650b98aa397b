/** The life of one replica: it attempts to lead, mirrors while it does, and waits otherwise. */
@NullMarked
package io.understudy.sync.replica;

import org.jspecify.annotations.NullMarked;
