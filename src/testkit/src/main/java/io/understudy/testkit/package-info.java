<<<<<<< HEAD
/** What tests of every module share: captured data, model stores, real stores, contract suites. */
=======
/**
 * What tests are built from: an etcd in memory, real etcd processes, a link that fails on demand, and
 * the contract that every etcd keeps.
 */
>>>>>>> etcd
@NullMarked
package io.understudy.testkit;

import org.jspecify.annotations.NullMarked;
