package io.supervisor.sandbox.library;

import org.jspecify.annotations.Nullable;

/** Class loader of a service: knows the files of its JAR, and marks the classes as not ours. */
public interface OwnFiles {
  /** Bytes of a file of the JAR, not to be changed; null if there is none of this name. */
  byte @Nullable [] file(String name);

  /** Whether this is an object of a class of a service, and not of a function made at run time. */
  static boolean isOfService(Object object) {
    var type = object.getClass();
    return type.getClassLoader() instanceof OwnFiles && !type.isHidden();
  }
}
