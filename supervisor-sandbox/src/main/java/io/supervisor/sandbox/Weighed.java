package io.supervisor.sandbox;

import java.util.Set;

/** Types of parameters that may be given something large. */
final class Weighed {
  private static final Set<String> TYPES =
      Set.of(
          "java.lang.Object",
          "java.lang.String",
          "java.lang.CharSequence",
          "java.lang.StringBuilder",
          "java.lang.Comparable",
          "java.lang.Iterable",
          "java.math.BigInteger",
          "java.util.Collection",
          "java.util.List",
          "java.util.Map",
          "java.util.Map$Entry",
          "java.util.Optional",
          "java.util.Set",
          "java.util.SortedMap",
          "java.util.SortedSet",
          "com.google.protobuf.AbstractMessage",
          "com.google.protobuf.AbstractMessageLite",
          "com.google.protobuf.ByteString",
          "com.google.protobuf.GeneratedMessage",
          "com.google.protobuf.Message",
          "com.google.protobuf.MessageLite",
          "io.supervisor.api.service.Value");

  private Weighed() {}

  static boolean is(String typeName) {
    return TYPES.contains(typeName);
  }
}
