package io.supervisor.server.javaruntime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipInputStream;

/**
 * Files of a JAR, unpacked into memory within limits, so that whatever happens to the file on disk
 * afterwards changes nothing. Versions for other releases of Java (META-INF/versions) are files
 * like all others, so that nodes on different JDKs run the same code.
 */
record JarContent(Map<String, byte[]> files) {
  /** Bytes that a JAR may unpack to. */
  static final long UNPACKED_BYTES_MAX = 256L << 20;

  /** Files that a JAR may hold. */
  static final int FILES_MAX = 20_000;

  private static final int MANIFEST_BYTES_MAX = 1 << 20;
  private static final int BUFFER_BYTES = 64 * 1024;

  /** What is done with each file, in their order. */
  @FunctionalInterface
  private interface Visitor {
    void visit(String name, InputStream file) throws IOException, BadJarException;
  }

  /** Unpacks a JAR; refuses it at the limits, before memory is taken for it. */
  static JarContent unpack(byte[] jar) throws BadJarException {
    return unpack(jar, UNPACKED_BYTES_MAX, FILES_MAX);
  }

  static JarContent unpack(byte[] jar, long bytesMax, int filesMax) throws BadJarException {
    var sizes = sizes(jar, bytesMax, filesMax).iterator();
    var files = new HashMap<String, byte[]>();
    try {
      visit(
          jar,
          (name, file) -> {
            var bytes = new byte[sizes.next()];
            file.readNBytes(bytes, 0, bytes.length);
            if (files.putIfAbsent(name, bytes) != null) {
              throw new BadJarException("it holds " + name + " twice");
            }
          });
    } catch (OutOfMemoryError e) {
      throw new BadJarException("it unpacks to more than this node has room for", e);
    }
    if (files.isEmpty()) {
      throw new BadJarException("it is no JAR, or an empty one");
    }
    return new JarContent(files);
  }

  /** Bytes of each file. */
  private static List<Integer> sizes(byte[] jar, long bytesMax, int filesMax)
      throws BadJarException {
    var sizes = new ArrayList<Integer>();
    var left = new AtomicLong(bytesMax);
    var buffer = new byte[BUFFER_BYTES];
    visit(
        jar,
        (name, file) -> {
          if (sizes.size() == filesMax) {
            throw new BadJarException("it holds more than " + filesMax + " files");
          }
          var size = skip(file, buffer, left.get());
          if (size > left.get()) {
            throw new BadJarException(
                "it unpacks to more than " + bytesMax + " bytes (at " + name + ")");
          }
          left.addAndGet(-size);
          sizes.add(size);
        });
    return sizes;
  }

  /** Bytes that were skipped; stops soon after the limit, which is less than an array may have. */
  private static int skip(InputStream file, byte[] buffer, long bytesMax) throws IOException {
    var size = 0;
    for (var count = file.read(buffer); count >= 0 && size <= bytesMax; count = file.read(buffer)) {
      size += count;
    }
    return size;
  }

  private static void visit(byte[] jar, Visitor visitor) throws BadJarException {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          visitor.visit(entry.getName(), zip);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new BadJarException("it is no JAR, or a damaged one: " + e.getMessage(), e);
    }
  }

  /** Main attributes of a JAR's manifest, without unpacking anything else; empty if it has none. */
  static Attributes manifestOf(byte[] jar) throws BadJarException {
    var sizes = sizes(jar, UNPACKED_BYTES_MAX, FILES_MAX).iterator();
    var manifest = new HashMap<String, byte[]>();
    visit(
        jar,
        (name, file) -> {
          int size = sizes.next();
          if (name.equals(JarFile.MANIFEST_NAME) && size <= MANIFEST_BYTES_MAX) {
            manifest.putIfAbsent(name, file.readNBytes(size));
          }
        });
    return new JarContent(manifest).manifest();
  }

  /** Main attributes of the manifest; empty if it has none. */
  Attributes manifest() throws BadJarException {
    var bytes = files.get(JarFile.MANIFEST_NAME);
    if (bytes == null) {
      return new Attributes();
    }
    try {
      return new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes();
    } catch (IOException | IllegalArgumentException e) {
      throw new BadJarException("its manifest cannot be read: " + e.getMessage(), e);
    }
  }
}
