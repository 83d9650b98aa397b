/** Whether a service should be started again. */
@NullMarked
package io.understudy.service.health;

import org.jspecify.annotations.NullMarked;
