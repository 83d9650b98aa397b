package io.understudy.service.settings;

import java.util.List;

/**
 * Properties cannot be used as they are. The message has a line for each: its name and the reason.
 */
public final class BadSettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadSettingsException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
  }
}
