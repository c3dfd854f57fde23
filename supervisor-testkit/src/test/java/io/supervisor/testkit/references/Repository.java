package io.supervisor.testkit.references;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The repository as text.
 *
 * @param sources Java and protobuf files by path from the root
 * @param documents Markdown files by path from the root
 * @param packages of its Java files, and those that are generated
 * @param classes by full name: the text of the file that declares them
 */
record Repository(
    Path root,
    Map<String, String> sources,
    Map<String, Document> documents,
    Set<String> packages,
    Map<String, String> classes) {
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules");
  private static final Pattern GENERATED = Pattern.compile("java_package = \"([\\w.]+)\"");
  private static final Pattern IN_SOURCES = Pattern.compile("src/(?:main|test)/java/(.+)/(\\w+)");

  /** That of the folder in which the test runs. */
  static Repository here() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
      folder = Optional.ofNullable(folder.getParent()).orElseThrow();
    }
    return of(folder, read(folder));
  }

  /**
   * @param files by path from the root, with slashes
   */
  static Repository of(Path root, Map<String, String> files) {
    var sources = new TreeMap<String, String>();
    var documents = new TreeMap<String, Document>();
    var packages = new HashSet<String>();
    var classes = new HashMap<String, String>();
    files.forEach((path, text) -> {
      if (path.endsWith(".md")) {
        documents.put(path, Document.of(path, text));
        return;
      }
      sources.put(path, text);
      GENERATED.matcher(text).results().forEach(found -> packages.add(found.group(1)));
      var place = IN_SOURCES.matcher(path);
      if (place.find()) {
        var inPackage = place.group(1).replace('/', '.');
        packages.add(inPackage);
        classes.put(inPackage + '.' + place.group(2), text);
      }
    });
    return new Repository(root, sources, documents, packages, classes);
  }

  /** The document of this path, or of this name if only one bears it. */
  Optional<Document> document(String citation) {
    var byPath = documents.get(citation);
    if (byPath != null || citation.contains("/")) {
      return Optional.ofNullable(byPath);
    }
    var named =
        documents.values().stream().filter(document -> document.name().equals(citation)).toList();
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
  }

  private static Map<String, String> read(Path root) {
    var files = new TreeMap<String, String>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              var name = folder.getFileName().toString();
              boolean skipped = NOT_OURS.contains(name) || name.startsWith(".");
              return skipped && !folder.equals(root)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              var path = root.relativize(file).toString();
              if (path.matches(".*\\.(java|proto|md)")) {
                files.put(path, Files.readString(file));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
