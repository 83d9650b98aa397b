/** A sample registry as a management cluster's API server would store it, and traffic on it. */
@NullMarked
package io.understudy.testkit.sample;

import org.jspecify.annotations.NullMarked;
