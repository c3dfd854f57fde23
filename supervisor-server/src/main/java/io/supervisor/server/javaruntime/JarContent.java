package io.supervisor.server.javaruntime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
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

  private static final int BUFFER_BYTES = 64 * 1024;

  /** Unpacks a JAR; refuses it at the limits, before memory is taken for more. */
  static JarContent unpack(byte[] jar) throws BadJarException {
    return unpack(jar, UNPACKED_BYTES_MAX, FILES_MAX);
  }

  static JarContent unpack(byte[] jar, long bytesMax, int filesMax) throws BadJarException {
    var files = new HashMap<String, byte[]>();
    var left = bytesMax;
    try (var zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.isDirectory()) {
          continue;
        }
        if (files.size() == filesMax) {
          throw new BadJarException("it holds more than " + filesMax + " files");
        }
        var bytes = read(zip, entry, left, bytesMax);
        left -= bytes.length;
        if (files.putIfAbsent(entry.getName(), bytes) != null) {
          throw new BadJarException("it holds " + entry.getName() + " twice");
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new BadJarException("it is no JAR, or a damaged one: " + e.getMessage(), e);
    }
    if (files.isEmpty()) {
      throw new BadJarException("it is no JAR, or an empty one");
    }
    return new JarContent(files);
  }

  private static byte[] read(ZipInputStream zip, ZipEntry entry, long left, long bytesMax)
      throws IOException, BadJarException {
    var bytes = new ByteArrayOutputStream();
    var buffer = new byte[BUFFER_BYTES];
    for (var count = zip.read(buffer); count >= 0; count = zip.read(buffer)) {
      if (bytes.size() + count > left) {
        throw new BadJarException(
            "it unpacks to more than " + bytesMax + " bytes (at " + entry.getName() + ")");
      }
      bytes.write(buffer, 0, count);
    }
    return bytes.toByteArray();
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
