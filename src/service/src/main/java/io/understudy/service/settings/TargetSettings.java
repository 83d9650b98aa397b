package io.understudy.service.settings;

/**
 * What the target's etcd does not say of itself.
 *
 * @param quotaBytes its {@code --quota-backend-bytes}, where its etcd is older than 3.6
 * @param maxRequestBytes its {@code --max-request-bytes}
 */
public record TargetSettings(long quotaBytes, long maxRequestBytes) {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  public static TargetSettings read(TargetConfig given, Problems problems) {
    return new TargetSettings(
        problems.number("target.quota-bytes", given.quotaBytes(), (long) MIB, 1024L * 1024 * MIB),
        problems.number(
            "target.max-request-bytes", given.maxRequestBytes(), 64L * KIB, 512L * MIB));
  }
}
