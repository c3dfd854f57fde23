package io.supervisor.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Copies of clients under {@code target}, so that what their package managers bring leaves no trace
 * in the sources.
 */
final class Copies {
  /** What a developer may have left in the sources. */
  private static final Set<String> LEFT_OUT =
      Set.of("node_modules", ".venv", "generated", "__pycache__", "schema.json");

  /** What is installed already, by the name of its copy. */
  private static final Map<String, Path> INSTALLED = new HashMap<>();

  private static boolean havePackages;

  private Copies() {}

  /** Copies a folder anew over what is there; what was installed there before stays. */
  static Path of(Path source, String name) throws IOException {
    var copy = Places.TARGET.resolve("clients").resolve(name);
    try (var files = Files.walk(source)) {
      for (var file : files.filter(f -> isWanted(source.relativize(f))).toList()) {
        var destination = copy.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(destination);
        } else {
          Files.copy(file, destination, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return copy;
  }

  /** Installs the programs that clients need and this machine lacks. */
  private static synchronized void packages() throws IOException, InterruptedException {
    if (havePackages) {
      return;
    }
    var said = Program.of(Places.TARGET, Places.PACKAGES).run();
    if (!said.isEmpty()) {
      System.out.print(said);
    }
    havePackages = true;
  }

  private static boolean isWanted(Path relative) {
    for (var part : relative) {
      if (LEFT_OUT.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }

  /** Installs what {@code package-lock.json} names, once for all tests. */
  static synchronized Path npm(Path source, String name) throws IOException, InterruptedException {
    var installed = INSTALLED.get(name);
    if (installed != null) {
      return installed;
    }
    packages();
    var copy = of(source, name);
    Program.of(copy, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund").run();
    INSTALLED.put(name, copy);
    return copy;
  }

  /**
   * Installs what {@code requirements.txt} names.
   *
   * @return the interpreter
   */
  static Path python(Path copy) throws IOException, InterruptedException {
    packages();
    Program.of(copy, "python3", "-m", "venv", ".venv").run();
    var python = copy.resolve(".venv/bin/python");
    Program.of(
            copy,
            python,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "-q",
            "install",
            "-r",
            "requirements.txt")
        .run();
    return python;
  }
}
