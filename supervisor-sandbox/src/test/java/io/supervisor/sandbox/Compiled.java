package io.supervisor.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Class files of source text, as an author's compiler makes them. */
final class Compiled {
  private Compiled() {}

  /** Files of a JAR with one class {@code t.T} of these members. */
  static Map<String, byte[]> members(String members) {
    return source(
        "t.T",
        """
        package t;
        import java.util.*;
        import java.util.function.*;
        import java.math.*;
        import io.supervisor.api.*;
        import io.supervisor.api.service.*;
        public class T {
        %s
        }
        """
            .formatted(members));
  }

  /** As {@link #members}, with a method {@code static Object run()} of these statements. */
  static Map<String, byte[]> body(String statements) {
    return members("public static Object run() throws Exception {\n" + statements + "\n}");
  }

  static Map<String, byte[]> source(String className, String source) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var errors = new StringWriter();
    try (var files = new InMemory(compiler.getStandardFileManager(null, null, null))) {
      var units = List.of(new Source(className, source));
      var options = List.of("--release", "25", "-proc:none", "-Xlint:none", "-nowarn");
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
      var classes = new TreeMap<String, byte[]>();
      outputs.forEach((name, output) -> classes.put(name, output.toByteArray()));
      return classes;
    }
  }
}
