/** How the services start threads. */
@NullMarked
package io.understudy.service.threads;

import org.jspecify.annotations.NullMarked;
