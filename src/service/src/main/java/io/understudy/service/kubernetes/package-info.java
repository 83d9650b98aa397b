/** An API server and what is told to its users: a client with limits, Events. */
@NullMarked
package io.understudy.service.kubernetes;

import org.jspecify.annotations.NullMarked;
