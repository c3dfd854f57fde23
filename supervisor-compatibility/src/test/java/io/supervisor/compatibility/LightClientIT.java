package io.supervisor.compatibility;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Maven Central's exonum-light-client, in a JVM and on a class path of its own. */
@ExtendWith(Networks.class)
class LightClientIT {
  private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");

  @Test
  void understandsAllAnswers(LiveNetwork network) throws IOException, InterruptedException {
    var copy = Copies.of(Places.SUITES.resolve("light-client"), "light-client");
    Program.of(
            copy,
            Places.MAVEN,
            "-q",
            "-ntp",
            "-B",
            "dependency:copy-dependencies",
            "-DoutputDirectory=lib")
        .run();
    Program.of(copy, JDK.resolve("javac"), "-d", "classes", "-cp", "lib/*")
        .with(sources(copy))
        .run();
    Program.of(
            copy,
            JDK.resolve("java"),
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            "classes" + File.pathSeparator + "lib/*",
            "LightClientSuite")
        .with(network.https())
        .check("exonum-light-client 0.6.0", 100);
  }

  private static java.util.List<String> sources(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.map(Path::toString).filter(file -> file.endsWith(".java")).toList();
    }
  }
}
