package io.supervisor.server.command;

import io.supervisor.server.config.Address;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code IP:PORT}. */
final class AddressOption implements ITypeConverter<Address> {
  @Override
  public Address convert(String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("got \"" + text + "\": " + e.getMessage());
    }
  }
}
