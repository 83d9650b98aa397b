/** What the HTTP server of every service bounds: bodies, connections, clients that are slow. */
@NullMarked
package io.understudy.service.http;

import org.jspecify.annotations.NullMarked;
