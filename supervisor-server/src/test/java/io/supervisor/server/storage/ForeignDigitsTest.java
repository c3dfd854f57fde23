package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state on machines whose language has digits of its own. */
class ForeignDigitsTest {
  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "ar-EG-u-nu-arab", "mr-IN", "th-TH-u-nu-thai", "tr-TR"})
  void aStateIsFoundAgain(String language, @TempDir Path directory) throws IOException {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      var folder = new StoreFolder(directory);
      try (var store = folder.open()) {
        StoreFolder.applyWithCheckpoints(store, 0, 2);
      }
      try (var files = Files.walk(directory)) {
        assertThat(files)
            .allMatch(file -> directory.relativize(file).toString().matches("\\p{ASCII}*"));
      }
      try (var store = folder.open()) {
        assertThat(store.height()).isEqualTo(Optional.of(new Height(1)));
      }
    } finally {
      Locale.setDefault(before);
    }
  }
}
