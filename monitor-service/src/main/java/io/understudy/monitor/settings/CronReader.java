package io.understudy.monitor.settings;

import com.cronutils.mapper.CronMapper;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;

/** Reads when to check: five fields as in a crontab, or six to seven as Quartz has them. */
final class CronReader {

  private static final int CRONTAB_FIELDS = 5;

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

  private static CronParser parser(CronType type) {
    return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
  }
}
