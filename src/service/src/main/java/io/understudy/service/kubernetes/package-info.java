/** API servers, each by itself, and what is told to their users: clients with limits, Events. */
@NullMarked
package io.understudy.service.kubernetes;

import org.jspecify.annotations.NullMarked;
