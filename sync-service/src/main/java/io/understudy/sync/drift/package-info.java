/** What others wrote to the target: the newest writes, and the keys that only they have. */
@NullMarked
package io.understudy.sync.drift;

import org.jspecify.annotations.NullMarked;
