/** Calls to addresses outside: probes of a URL, and signed webhooks. */
@NullMarked
package io.understudy.failover.web;

import org.jspecify.annotations.NullMarked;
