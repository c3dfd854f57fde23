package io.supervisor.server.javaruntime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes JARs from source text, as an author's build would. */
public final class JarBuilder {
  private static final String SERVICES =
      "META-INF/services/io.supervisor.api.service.ServiceArtifact";

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  /** A good JAR with one service, whose methods list is empty. */
  public static JarBuilder good(String name, String version) {
    return new JarBuilder()
        .manifest(name, version)
        .provider("org.example.Sample")
        .source("org.example.Sample", sample("Sample", ""));
  }

  /** Source of a service artifact; the member is put into the class body. */
  static String sample(String className, String member) {
    return """
    package org.example;
    import io.supervisor.api.InstanceSpec;
    import io.supervisor.api.service.*;
    import java.util.List;
    public class %s implements ServiceArtifact {
      %s
      public Service create(InstanceSpec instance) {
        return new Service() { public List<Method<?>> methods() { return List.of(); } };
      }
    }
    """
        .formatted(className, member);
  }

  public JarBuilder manifest(String name, String version) {
    return text(
        "META-INF/MANIFEST.MF",
        "Manifest-Version: 1.0\nSupervisor-Artifact-Name: %s\nSupervisor-Artifact-Version: %s\n\n"
            .formatted(name, version));
  }

  public JarBuilder provider(String... classNames) {
    return text(SERVICES, String.join("\n", classNames) + "\n");
  }

  public JarBuilder source(String className, String source) {
    sources.put(className, source);
    return this;
  }

  JarBuilder text(String name, String content) {
    files.put(name, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public JarBuilder file(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  JarBuilder without(String name) {
    files.remove(name);
    return this;
  }

  JarBuilder withoutProvider() {
    return without(SERVICES);
  }

  public byte[] build() {
    var all = new LinkedHashMap<>(files);
    all.putAll(compile(sources));
    var bytes = new ByteArrayOutputStream();
    try (var jar = new JarOutputStream(bytes)) {
      for (var file : all.entrySet()) {
        jar.putNextEntry(new JarEntry(file.getKey()));
        jar.write(file.getValue());
        jar.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> compile(Map<String, String> sources) {
    if (sources.isEmpty()) {
      return Map.of();
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    var errors = new java.io.StringWriter();
    try (var files = new InMemory(compiler.getStandardFileManager(null, null, null))) {
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((name, text) -> units.add(new Source(name, text)));
      var options = List.of("--release", "17", "-proc:none");
      if (!compiler.getTask(errors, files, null, options, null, units).call()) {
        throw new IllegalArgumentException(errors.toString());
      }
      return files.classes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> outputs = new LinkedHashMap<>();

    InMemory(StandardJavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        FileObject sibling) {
      var output = new ByteArrayOutputStream();
      outputs.put(className.replace('.', '/') + ".class", output);
      return new SimpleJavaFileObject(URI.create("mem:///" + className + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          return output;
        }
      };
    }

    Map<String, byte[]> classes() {
      var classes = new LinkedHashMap<String, byte[]>();
      outputs.forEach((name, output) -> classes.put(name, output.toByteArray()));
      return classes;
    }
  }
}
