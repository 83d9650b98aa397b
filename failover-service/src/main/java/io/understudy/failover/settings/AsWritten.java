package io.understudy.failover.settings;

import org.eclipse.microprofile.config.spi.Converter;

/** Text that may be empty; the usual one takes nothing for a value that is missing. */
public final class AsWritten implements Converter<String> {

  private static final long serialVersionUID = 1L;

  @Override
  public String convert(String text) {
    return text;
  }
}
