package io.supervisor.api.service;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;

/**
 * Method that transactions and other services call. Each call is answered in this order: unknown
 * interface {@code common:0}, unknown method {@code common:1}, removed method {@code common:4},
 * unreadable arguments {@code common:3}, then the handler runs.
 *
 * @param interfaceName empty for the default interface, the only one that transactions reach
 * @param id unsigned 32-bit, unique within the interface
 * @param name for people
 */
public record Method<A>(
    String interfaceName, int id, String name, ArgumentReader<A> reader, Handler<A> handler) {
  /** Name of the interface through which the supervisor changes the configuration of a service. */
  public static final String CONFIGURE = "exonum.Configure";

  /** Reads arguments; refuses with {@link IllegalArgumentException}. */
  @FunctionalInterface
  public interface ArgumentReader<A> {
    A read(byte[] arguments);
  }

  /** The method itself. */
  @FunctionalInterface
  public interface Handler<A> {
    void call(CallContext context, A arguments);
  }

  /** Method of the default interface with a protobuf message as argument. */
  public static <A> Method<A> of(int id, String name, Parser<A> parser, Handler<A> handler) {
    return new Method<>("", id, name, bytes -> parse(parser, bytes), handler);
  }

  /** Method of the default interface with raw bytes as argument. */
  public static Method<byte[]> ofBytes(int id, String name, Handler<byte[]> handler) {
    return new Method<>("", id, name, bytes -> bytes, handler);
  }

  /** A method that earlier versions had. */
  public static Method<byte[]> removed(int id) {
    return ofBytes(
        id,
        "removed",
        (context, arguments) -> {
          throw io.supervisor.api.CallException.common(
              io.supervisor.api.CommonError.METHOD_REMOVED, "Method " + id + " has been removed");
        });
  }

  /** The same method in another interface. */
  public Method<A> in(String interfaceName) {
    return new Method<>(interfaceName, id, name, reader, handler);
  }

  private static <A> A parse(Parser<A> parser, byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
