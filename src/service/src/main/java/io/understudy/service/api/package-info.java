/** What every service's REST API does alike: the token, problem details, strict bodies. */
@NullMarked
package io.understudy.service.api;

import org.jspecify.annotations.NullMarked;
