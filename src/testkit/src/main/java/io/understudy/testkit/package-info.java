/**
 * What tests are built from: captured data, an etcd in memory, real etcd processes, a link that
 * fails on demand, and the contract that every etcd keeps.
 */
@NullMarked
package io.understudy.testkit;

import org.jspecify.annotations.NullMarked;
