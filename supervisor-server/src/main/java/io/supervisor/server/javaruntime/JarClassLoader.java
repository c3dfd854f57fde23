package io.supervisor.server.javaruntime;

import io.supervisor.sandbox.library.OwnFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Classes of one service JAR as the sandbox changed them, and its resources, from memory but for
 * large resources. Once closed, it loads no more.
 */
final class JarClassLoader extends ClassLoader implements AutoCloseable, OwnFiles {
  static {
    registerAsParallelCapable();
  }

  private volatile Map<String, byte[]> files;
  private volatile Map<String, JarContent.OnDisk> onDisk;
  private volatile Map<String, byte[]> classes;

  /**
   * @param classes by name with dots
   */
  JarClassLoader(String name, JarContent content, Map<String, byte[]> classes) {
    super(name, ApiClassLoader.INSTANCE);
    this.files = content.files();
    this.onDisk = content.onDisk();
    this.classes = classes;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    var bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public byte @Nullable [] file(String name) {
    var bytes = files.get(name);
    var file = onDisk.get(name);
    if (bytes != null || file == null) {
      return bytes;
    }
    try (var in = file.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected @Nullable URL findResource(String name) {
    var bytes = files.get(name);
    var file = onDisk.get(name);
    if (bytes != null) {
      return address(new FromMemory(bytes));
    }
    return file == null ? null : address(new FromDisk(file));
  }

  private static URL address(URLStreamHandler handler) {
    try {
      return URL.of(URI.create("supervisor-jar:/"), handler);
    } catch (MalformedURLException e) {
      throw new IllegalStateException("the address is constant", e);
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    var resource = findResource(name);
    return resource == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(List.of(resource));
  }

  @Override
  public void close() {
    files = Map.of();
    onDisk = Map.of();
    classes = Map.of();
  }

  /** Opens bytes, whatever the address. */
  private static final class FromMemory extends URLStreamHandler {
    private final byte[] bytes;

    FromMemory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          return new ByteArrayInputStream(bytes);
        }

        @Override
        public long getContentLengthLong() {
          return bytes.length;
        }
      };
    }
  }

  /** Opens a file of the JAR, whatever the address. */
  private static final class FromDisk extends URLStreamHandler {
    private final JarContent.OnDisk file;

    FromDisk(JarContent.OnDisk file) {
      this.file = file;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          return file.open();
        }

        @Override
        public long getContentLengthLong() {
          return file.bytes();
        }
      };
    }
  }
}
