/**
 * Can this site take over now? Named prechecks judge facts, and one verdict for each verb follows
 * from them.
 */
@NullMarked
package io.understudy.core.readiness;

import org.jspecify.annotations.NullMarked;
