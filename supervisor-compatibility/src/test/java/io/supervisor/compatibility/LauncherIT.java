package io.supervisor.compatibility;

import io.supervisor.compatibility.Networks.Simple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PyPI's exonum-launcher and exonum-python-client, in simple mode as the launcher demands. */
@ExtendWith(Networks.class)
class LauncherIT {
  private static final String PROTOC = "3.12.4";

  @Test
  void deploysAndUsesServices(@Simple LiveNetwork network)
      throws IOException, InterruptedException {
    var copy = Copies.of(Places.SUITES.resolve("python"), "python");
    Program.of(
            copy,
            Copies.python(copy),
            "suite.py",
            network.publicHttpPort(0),
            network.privateHttpPort(0),
            protoc())
        .check("exonum-launcher 0.2.0 and exonum-python-client 1.0.1", 80);
  }

  /** A compiler of the client's time; the suite says why. */
  private static Path protoc() throws IOException, InterruptedException {
    var machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    var folder = Files.createDirectories(Places.TARGET.resolve("protoc"));
    Program.of(
            folder,
            Places.MAVEN,
            "-q",
            "-ntp",
            "-B",
            "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy",
            "-Dartifact=com.google.protobuf:protoc:%s:exe:linux-%s".formatted(PROTOC, machine),
            "-DoutputDirectory=" + folder)
        .run();
    var file = folder.resolve("protoc-%s-linux-%s.exe".formatted(PROTOC, machine));
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
    return file;
  }
}
