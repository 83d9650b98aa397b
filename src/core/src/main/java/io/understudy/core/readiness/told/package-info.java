/** Who tells of changed verdicts, where several replicas could. */
@NullMarked
package io.understudy.core.readiness.told;

import org.jspecify.annotations.NullMarked;
