package io.understudy.monitor.settings;

import com.cronutils.mapper.CronMapper;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Reads when to check: five fields as in a crontab, or six to seven as Quartz has them. */
final class CronReader {

  private static final int CRONTAB_FIELDS = 5;

  /** Nights and weekends are in it; of what is rarer, two times are enough. */
  private static final Duration LOOKED_AHEAD = Duration.ofDays(32);

  private static final int TIMES_LOOKED_AT = 5000;

  private CronReader() {}

  /**
   * @return in Quartz' syntax
   * @throws IllegalArgumentException if it is no such expression
   */
  static String read(String text) {
    String stripped = text.strip();
    boolean isCrontab = stripped.split("\\s+").length == CRONTAB_FIELDS;
    try {
      Cron read = parser(isCrontab ? CronType.UNIX : CronType.QUARTZ).parse(stripped).validate();
      return isCrontab ? CronMapper.fromUnixToQuartz().map(read).asString() : stripped;
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no time to check ("
              + bad.getMessage()
              + "); write for example '0 3 * * *' for three o'clock every night",
          bad);
    }
  }

  /**
   * The longest between two of the next times; zero if there are not two.
   *
   * @param quartz as {@link #read} gave it
   */
  static Duration longestGap(String quartz, ZonedDateTime from) {
    ExecutionTime times = ExecutionTime.forCron(parser(CronType.QUARTZ).parse(quartz));
    Duration longest = Duration.ZERO;
    ZonedDateTime end = from.plus(LOOKED_AHEAD);
    Optional<ZonedDateTime> one = times.nextExecution(from);
    for (int i = 0; i < TIMES_LOOKED_AT && one.isPresent(); i++) {
      Optional<ZonedDateTime> next = times.nextExecution(one.get());
      if (next.isPresent()) {
        Duration gap = Duration.between(one.get(), next.get());
        longest = gap.compareTo(longest) > 0 ? gap : longest;
      }
      one = next.filter(at -> at.isBefore(end));
    }
    return longest;
  }

  private static CronParser parser(CronType type) {
    return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
  }
}
