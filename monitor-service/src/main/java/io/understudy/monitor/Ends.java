package io.understudy.monitor;

import io.understudy.etcd.GrpcEtcd;

/** Both ends of the link. Whoever gets them reads; only kept results are written, to the target. */
public record Ends(GrpcEtcd source, GrpcEtcd target) {}
