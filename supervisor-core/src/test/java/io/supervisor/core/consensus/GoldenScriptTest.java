package io.supervisor.core.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts in src/test/resources/consensus come out as they are written. To write down what
 * comes out now, {@code -Dsupervisor.golden.rewrite=true}; look at every line that changes.
 */
class GoldenScriptTest {
  private static final Path FOLDER = Path.of("src/test/resources/consensus");
  private static final boolean REWRITE = Boolean.getBoolean("supervisor.golden.rewrite");

  static List<String> scripts() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".txt"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void comesOutAsWritten(String name) throws IOException {
    var file = FOLDER.resolve(name);
    var written = Files.readString(file);
    var now = Script.parse(written).run(new Stage()::carryOut).text();
    if (REWRITE) {
      Files.writeString(file, now);
    } else {
      assertThat(now).isEqualTo(written);
    }
  }

  @Test
  void whatIsNoCommandIsRefused() {
    var stage = new Stage();
    stage.carryOut("node 1 of 4");
    assertThatThrownBy(() -> stage.carryOut("vote A by 2")).hasMessageContaining("unknown command");
    assertThatThrownBy(() -> stage.carryOut("wish by 2")).hasMessageContaining("too short");
    assertThatThrownBy(() -> stage.carryOut("wish by 2 for round 2 or 3"))
        .hasMessageContaining("too long");
    assertThatThrownBy(() -> stage.carryOut("prevote A by 2 in round 1"))
        .hasMessageContaining("no proposal A");
    assertThatThrownBy(() -> Script.parse("node 1 of 4\nnothing\n"))
        .hasMessageContaining("want command");
  }
}
