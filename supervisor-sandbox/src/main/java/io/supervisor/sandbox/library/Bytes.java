package io.supervisor.sandbox.library;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.meter.Meter;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes of the framework, copied: what a service does to them is its own affair. */
public final class Bytes {
  private Bytes() {}

  public static byte[] unsafeBytes(Hash hash) {
    Meter.current().block(8, 48);
    return hash.toBytes();
  }

  public static byte[] unsafeBytes(PublicKey key) {
    Meter.current().block(8, 48);
    return key.toBytes();
  }

  public static byte[] unsafeBytes(Signature signature) {
    Meter.current().block(8, 80);
    return signature.toBytes();
  }

  /** Files of the service's own JAR, and none besides. */
  public static @Nullable InputStream getResourceAsStream(Class<?> type, String name) {
    if (!(type.getClassLoader() instanceof OwnFiles files)) {
      return null;
    }
    var bytes = files.file(absolute(type, name));
    if (bytes == null) {
      return null;
    }
    Weight.once(bytes);
    return new ByteArrayInputStream(bytes);
  }

  private static String absolute(Class<?> type, String name) {
    return name.startsWith("/")
        ? name.substring(1)
        : type.getPackageName().replace('.', '/') + "/" + name;
  }

  public static void arraycopy(Object from, int fromIndex, Object to, int toIndex, int length) {
    Meter.current().steps(8 + Math.max(length, 0) / 4L);
    System.arraycopy(from, fromIndex, to, toIndex, length);
  }

  public static byte[] copyOfRange(byte[] array, int from, int to) {
    Weight.of(Meter.current(), (long) to - from, 1);
    return Arrays.copyOfRange(array, from, to);
  }

  public static int[] copyOfRange(int[] array, int from, int to) {
    Weight.of(Meter.current(), (long) to - from, 4);
    return Arrays.copyOfRange(array, from, to);
  }

  public static long[] copyOfRange(long[] array, int from, int to) {
    Weight.of(Meter.current(), (long) to - from, 8);
    return Arrays.copyOfRange(array, from, to);
  }

  public static char[] copyOfRange(char[] array, int from, int to) {
    Weight.of(Meter.current(), (long) to - from, 2);
    return Arrays.copyOfRange(array, from, to);
  }

  public static Object[] copyOfRange(Object[] array, int from, int to) {
    Weight.of(Meter.current(), (long) to - from, 8);
    return Arrays.copyOfRange(array, from, to);
  }

  public static byte[] readAllBytes(InputStream in) throws java.io.IOException {
    Weight.of(Meter.current(), in.available(), 1);
    return in.readAllBytes();
  }
}
