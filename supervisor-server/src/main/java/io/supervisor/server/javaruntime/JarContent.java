package io.supervisor.server.javaruntime;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipInputStream;

/**
 * Files of a JAR, unpacked into memory within limits, so that whatever happens to the file on disk
 * afterwards changes nothing. What there is no room for in memory stays where it is, and is read
 * again when it is asked for, if it still has the same hash. Versions for other releases of Java
 * (META-INF/versions) are files like all others, so that nodes on different JDKs run the same code.
 *
 * @param files by name, those in memory
 * @param onDisk by name, all others
 */
record JarContent(Map<String, byte[]> files, Map<String, OnDisk> onDisk) {
  /** Bytes that a JAR may unpack to, unless it is large itself; and bytes of its classes. */
  static final long UNPACKED_BYTES_MAX = 256L << 20;

  /** A large JAR may unpack to so many times its own bytes. */
  private static final int UNPACKED_TIMES_MAX = 4;

  /** Files that a JAR may hold. */
  static final int FILES_MAX = 20_000;

  /** Bytes of files that are kept in memory, of those that need not be. */
  static final long MEMORY_BYTES_MAX = 64L << 20;

  /** A larger file stays on disk. */
  static final int SMALL_BYTES_MAX = 1 << 20;

  private static final int MANIFEST_BYTES_MAX = 1 << 20;
  private static final int BUFFER_BYTES = 64 * 1024;

  /** A JAR, to be read from its beginning as often as need be. */
  interface Source {
    InputStream open() throws IOException;

    /** Where it lies; empty if it is in memory. */
    Optional<Path> path();

    long bytes() throws IOException;

    static Source of(byte[] jar) {
      return new Source() {
        @Override
        public InputStream open() {
          return new ByteArrayInputStream(jar);
        }

        @Override
        public Optional<Path> path() {
          return Optional.empty();
        }

        @Override
        public long bytes() {
          return jar.length;
        }
      };
    }

    static Source of(Path jar) {
      return new Source() {
        @Override
        public InputStream open() throws IOException {
          return new BufferedInputStream(Files.newInputStream(jar), BUFFER_BYTES);
        }

        @Override
        public Optional<Path> path() {
          return Optional.of(jar);
        }

        @Override
        public long bytes() throws IOException {
          return Files.size(jar);
        }
      };
    }
  }

  /** A file that is read when it is asked for. */
  record OnDisk(Path jar, String name, int bytes, Hash sha256) {
    /**
     * @throws IOException if it cannot be had, or has changed
     */
    InputStream open() throws IOException {
      try (var file = find()) {
        if (!Unpacking.hash(file).equals(sha256)) {
          throw changed();
        }
      }
      return find();
    }

    private InputStream find() throws IOException {
      var zip = new ZipInputStream(Source.of(jar).open());
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return zip;
        }
      }
      zip.close();
      throw changed();
    }

    private IOException changed() {
      return new IOException(name + " has changed in " + jar + " since it was loaded");
    }
  }

  /** What is done with each file, in their order. */
  @FunctionalInterface
  private interface Visitor {
    void visit(String name, InputStream file) throws IOException, BadJarException;
  }

  /** Unpacks a JAR; refuses it at the limits, before memory is taken for it. */
  static JarContent unpack(byte[] jar) throws BadJarException {
    return unpack(Source.of(jar));
  }

  static JarContent unpack(byte[] jar, long bytesMax, int filesMax) throws BadJarException {
    return unpack(Source.of(jar), bytesMax, filesMax);
  }

  static JarContent unpack(Source jar) throws BadJarException {
    return unpack(jar, unpackedBytesMax(jar), FILES_MAX);
  }

  private static long unpackedBytesMax(Source jar) throws BadJarException {
    try {
      return Math.max(UNPACKED_BYTES_MAX, UNPACKED_TIMES_MAX * jar.bytes());
    } catch (IOException e) {
      throw new BadJarException("it cannot be read: " + e.getMessage(), e);
    }
  }

  static JarContent unpack(Source jar, long bytesMax, int filesMax) throws BadJarException {
    var sizes = new Sizes(bytesMax, filesMax);
    sizes.read(jar);
    var content = new Unpacking(jar.path(), sizes);
    try {
      visit(jar, content::take);
    } catch (OutOfMemoryError e) {
      throw new BadJarException("it unpacks to more than this node has room for", e);
    }
    if (content.files.isEmpty() && content.onDisk.isEmpty()) {
      throw new BadJarException("it is no JAR, or an empty one");
    }
    return new JarContent(content.files, content.onDisk);
  }

  /** Second pass: every file is known to fit. */
  private static final class Unpacking {
    private final Optional<Path> path;
    private final Iterator<Integer> sizes;
    private final Map<String, byte[]> files = new HashMap<>();
    private final Map<String, OnDisk> onDisk = new HashMap<>();
    private long inMemory;

    Unpacking(Optional<Path> path, Sizes sizes) {
      this.path = path;
      this.sizes = sizes.all.iterator();
    }

    void take(String name, InputStream file) throws IOException, BadJarException {
      int size = sizes.next();
      if (files.containsKey(name) || onDisk.containsKey(name)) {
        throw new BadJarException("it holds " + name + " twice");
      }
      if (path.isPresent() && !isSmall(name, size)) {
        onDisk.put(name, new OnDisk(path.get(), name, size, hash(file)));
      } else {
        inMemory += size;
        files.put(name, file.readNBytes(size));
      }
    }

    /** Classes are kept in memory, and what says how to load them. */
    private boolean isSmall(String name, int size) throws BadJarException {
      if (name.endsWith(".class")) {
        if (inMemory + size > UNPACKED_BYTES_MAX) {
          throw new BadJarException(
              "its classes unpack to more than " + UNPACKED_BYTES_MAX + " bytes (at " + name + ")");
        }
        return true;
      }
      return size <= SMALL_BYTES_MAX
          && (name.startsWith("META-INF/") || inMemory + size <= MEMORY_BYTES_MAX);
    }

    static Hash hash(InputStream file) throws IOException {
      var digest = Sha256.create();
      var buffer = new byte[BUFFER_BYTES];
      for (var count = file.read(buffer); count >= 0; count = file.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return Hash.of(digest.digest());
    }
  }

  /** First pass: bytes of each file, within the limits. */
  private static final class Sizes {
    private final List<Integer> all = new ArrayList<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final long bytesMax;
    private final int filesMax;
    private long left;

    Sizes(long bytesMax, int filesMax) {
      this.bytesMax = bytesMax;
      this.filesMax = filesMax;
      this.left = bytesMax;
    }

    void read(Source jar) throws BadJarException {
      visit(jar, this::take);
    }

    private void take(String name, InputStream file) throws IOException, BadJarException {
      if (all.size() == filesMax) {
        throw new BadJarException("it holds more than " + filesMax + " files");
      }
      var max = Math.min(left, Integer.MAX_VALUE - 2L * BUFFER_BYTES);
      var size = skip(file, max);
      if (size > max) {
        throw new BadJarException(
            "it unpacks to more than " + bytesMax + " bytes (at " + name + ")");
      }
      left -= size;
      all.add((int) size);
    }

    /**
     * Bytes that were skipped; stops soon after the limit, which is less than an array may have.
     */
    private long skip(InputStream file, long max) throws IOException {
      var size = 0L;
      for (var count = file.read(buffer); count >= 0 && size <= max; count = file.read(buffer)) {
        size += count;
      }
      return size;
    }
  }

  private static void visit(Source jar, Visitor visitor) throws BadJarException {
    try (var zip = new ZipInputStream(jar.open())) {
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
  static Attributes manifestOf(Source jar) throws BadJarException {
    var sizes = new Sizes(unpackedBytesMax(jar), FILES_MAX);
    sizes.read(jar);
    var all = sizes.all.iterator();
    var manifest = new HashMap<String, byte[]>();
    visit(
        jar,
        (name, file) -> {
          int size = all.next();
          if (name.equals(JarFile.MANIFEST_NAME) && size <= MANIFEST_BYTES_MAX) {
            manifest.putIfAbsent(name, file.readNBytes(size));
          }
        });
    return new JarContent(manifest, Map.of()).manifest();
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
