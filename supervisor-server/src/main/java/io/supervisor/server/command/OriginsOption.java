package io.supervisor.server.command;

import io.supervisor.server.config.AllowedOrigins;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code *}, or origins with commas between. */
final class OriginsOption implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    try {
      return AllowedOrigins.requireValid(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("got \"" + text + "\": " + e.getMessage());
    }
  }
}
