package io.supervisor.testkit.references;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * docs/reference says what the code has. {@code -Dsupervisor.reference.rewrite=true} writes it
 * anew; what to do about something new is then to be written into the last column.
 */
class OperatorReferenceTest {
  private static final boolean REWRITE = Boolean.getBoolean("supervisor.reference.rewrite");

  private final Repository repository = Repository.here();

  @Test
  void theReferenceSaysWhatTheCodeHas() throws IOException {
    for (var document : OperatorReference.of(repository).entrySet()) {
      var file = repository.root().resolve(document.getKey());
      if (REWRITE) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, document.getValue());
      }
      assertThat(Files.readString(file)).as(document.getKey()).isEqualTo(document.getValue());
      assertThat(document.getValue().lines())
          .as("rows of %s that do not say what to do", document.getKey())
          .noneMatch(line -> line.endsWith("| |"));
    }
  }

  @Test
  void nothingIsOverlooked() {
    var reference = OperatorReference.of(repository);
    assertThat(rows(reference.getOrDefault("docs/reference/metrics.md", ""))).isGreaterThan(30);
    assertThat(rows(reference.getOrDefault("docs/reference/log-events.md", ""))).isGreaterThan(40);
    assertThat(reference.get("docs/reference/error-codes.md"))
        .contains("`core:15`", "`common:5`", "`service:66`", "`INTERNAL`");
  }

  private static long rows(String document) {
    return document.lines().filter(line -> line.startsWith("| `")).count();
  }
}
