/** Log lines that do not flood. */
@NullMarked
package io.understudy.service.log;

import org.jspecify.annotations.NullMarked;
