package io.supervisor.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** deploy/bin/supervisor wherever it is installed, and whatever its environment lacks. */
@Timeout(60)
class LauncherIT {
  private static final Path SCRIPT = Path.of("..", "deploy", "bin", "supervisor");

  @TempDir Path folder;
  private Path java;

  /** A JDK that tells with what it was started, a line for each argument. */
  @BeforeEach
  void install() throws IOException {
    java = Files.createDirectories(folder.resolve("j d k"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    var program = Files.createDirectories(java.resolve("bin")).resolve("java");
    Files.writeString(
        program, "#!/bin/sh\nprintf '%s\\n' \"LC_ALL=$LC_ALL\" \"$SUPERVISOR_HOME\" \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private Path installed(String name) throws IOException {
    var home = Files.createDirectories(folder.resolve(name));
    var lib = Files.createDirectories(home.resolve("lib"));
    Files.writeString(lib.resolve("a.jar"), "");
    Files.writeString(lib.resolve("node.aot"), "");
    Files.writeString(lib.resolve("cli.aot"), "");
    var script = Files.createDirectories(home.resolve("bin")).resolve("supervisor");
    Files.copy(SCRIPT, script);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return home;
  }

  private List<String> run(Path home, Map<String, String> environment, String... arguments)
      throws Exception {
    var command = new ArrayList<>(List.of("/usr/bin/env", "-i"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.add(home.resolve("bin").resolve("supervisor").toString());
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output::toString).isZero();
    return output;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "with space", "quote's", "ümläut 漢字", "star*[x]", "$HOME"})
  void startsWhereverItIsInstalled(String name) throws Exception {
    var home = installed(name);
    var environment = Map.of("SUPERVISOR_JAVA_HOME", java.toString(), "LANG", "C.UTF-8");
    var node = run(home, environment, "run", "-c", "a b.toml");
    assertThat(node)
        .contains(
            home.toString(),
            "-XX:AOTCache=" + home + "/lib/node.aot",
            home + "/lib/*",
            "io.supervisor.server.Main",
            "a b.toml");
    assertThat(run(home, environment, "status"))
        .contains("-XX:AOTCache=" + home + "/lib/cli.aot", "io.supervisor.cli.Main");
  }

  /** Neither a home, nor a path, nor a locale. */
  @Test
  void startsInAnEmptyEnvironment() throws Exception {
    var home = installed("bare");
    var output = run(home, Map.of("SUPERVISOR_JAVA_HOME", java.toString()), "run");
    assertThat(output).contains("io.supervisor.server.Main", "LC_ALL=C.UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8"})
  void namesOfFilesAreReadAsUnicodeInEveryLocale(String locale) throws Exception {
    var home = installed("locale");
    var environment = Map.of("SUPERVISOR_JAVA_HOME", java.toString(), "LC_ALL", locale);
    assertThat(run(home, environment, "run")).contains("LC_ALL=C.UTF-8");
  }
}
