/** Answers "can I fail over now?": gathers the facts, keeps the answer, tells of changes. */
@NullMarked
package io.understudy.monitor.readiness;

import org.jspecify.annotations.NullMarked;
