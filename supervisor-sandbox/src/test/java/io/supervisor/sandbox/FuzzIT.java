package io.supervisor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Classes that no compiler makes are refused, or do the same, at the same cost, whatever compiler,
 * heap and locale. {@code -Dsandbox.fuzz=100000} for more of them, {@code -Dsandbox.seed=N} for
 * others.
 */
class FuzzIT {
  private static final String COUNT = System.getProperty("sandbox.fuzz", "400");
  private static final String SEED = System.getProperty("sandbox.seed", "1");

  @Test
  void threeMachinesAgree() throws Exception {
    var machines =
        List.of(
            start("-Xint", "-Xmx192m", "-Duser.language=tr", "-Duser.country=TR"),
            start("-XX:TieredStopAtLevel=1", "-Xmx256m", "-XX:+UseSerialGC", "-ea"),
            start("-Xmx1g", "-Duser.language=ar", "-Dfile.encoding=UTF-16"));
    var outputs = new ArrayList<String>();
    for (var machine : machines) {
      outputs.add(
          new String(machine.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.startsWith("classes "))
              .findFirst()
              .orElse("ended with " + machine.waitFor()));
    }
    System.out.println("seed " + SEED + ": " + outputs.getFirst());
    assertThat(outputs.getFirst()).contains("classes " + COUNT);
    assertThat(outputs.get(1)).isEqualTo(outputs.getFirst());
    assertThat(outputs.get(2)).isEqualTo(outputs.getFirst());
  }

  private static Process start(String... options) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Fuzz.class.getName(), SEED, COUNT));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
