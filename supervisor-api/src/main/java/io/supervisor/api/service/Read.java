package io.supervisor.api.service;

import java.util.List;

/**
 * Question that a service answers from one snapshot. Reached by gRPC under its name and by REST
 * under {@code /api/services/INSTANCE/NAME}.
 *
 * @param name such as {@code v1/wallets/info}
 * @param parameters in any order in a request
 */
public record Read(
    String name, Visibility visibility, List<Parameter> parameters, Handler handler) {
  /** On which port a read is offered. */
  public enum Visibility {
    PUBLIC,
    PRIVATE
  }

  /** Type of a parameter, and of the object that {@link ReadArguments} holds for it. */
  public enum Type {
    /** {@link String}. */
    TEXT,
    /** {@link Long}, unsigned. */
    U64,
    /** {@link Boolean}. */
    BOOL,
    /** {@link io.supervisor.api.Hash}, as hexadecimal digits. */
    HASH,
    /** {@link io.supervisor.api.PublicKey}, as hexadecimal digits. */
    PUBLIC_KEY
  }

  /** Named parameter. */
  public record Parameter(String name, Type type, boolean required) {}

  /**
   * Answers a request.
   *
   * <p>Throws {@link ReadException} to refuse it.
   */
  @FunctionalInterface
  public interface Handler {
    Value answer(ReadContext context, ReadArguments arguments);
  }

  public Read {
    parameters = List.copyOf(parameters);
  }

  /** A public read all of whose parameters are required. */
  public static Read ofPublic(String name, List<Parameter> parameters, Handler handler) {
    return new Read(name, Visibility.PUBLIC, parameters, handler);
  }
}
