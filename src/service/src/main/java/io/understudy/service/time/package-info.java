/** The clock that services wait by. */
@NullMarked
package io.understudy.service.time;

import org.jspecify.annotations.NullMarked;
