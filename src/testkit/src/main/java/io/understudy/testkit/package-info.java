/** What tests of every module share: captured data, model stores, real stores, contract suites. */
@NullMarked
package io.understudy.testkit;

import org.jspecify.annotations.NullMarked;
