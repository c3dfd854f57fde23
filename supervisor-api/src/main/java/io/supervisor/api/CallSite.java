package io.supervisor.api;

/**
 * Call in which an error occurred. Source: wire.md section 1.7.
 *
 * @param method meaningful with {@link Type#METHOD} only, else 0
 * @param interfaceName meaningful with {@link Type#METHOD} only, else empty; empty also means the
 *     default interface
 */
public record CallSite(Type type, InstanceId instance, int method, String interfaceName) {
  /** Kind of call; the order is that of the protobuf numbers. */
  public enum Type {
    METHOD,
    CONSTRUCTOR,
    BEFORE_TRANSACTIONS,
    AFTER_TRANSACTIONS,
    RESUME
  }

  public static CallSite method(InstanceId instance, String interfaceName, int method) {
    return new CallSite(Type.METHOD, instance, method, interfaceName);
  }

  /** A call site of a kind other than {@link Type#METHOD}. */
  public static CallSite of(Type type, InstanceId instance) {
    return new CallSite(type, instance, 0, "");
  }
}
