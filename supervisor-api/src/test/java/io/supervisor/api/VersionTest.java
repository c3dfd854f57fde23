package io.supervisor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  @Test
  void precedenceIsThatOfTheSemanticVersioningExample() {
    var ascending =
        List.of(
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "1.1.0",
            "2.0.0",
            "10.0.0");
    for (var i = 0; i < ascending.size(); i++) {
      for (var j = 0; j < ascending.size(); j++) {
        assertThat(
                Integer.signum(
                    Version.parse(ascending.get(i)).compareTo(Version.parse(ascending.get(j)))))
            .as("%s and %s", ascending.get(i), ascending.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void buildMetadataIsKeptButNotCompared() {
    var plain = Version.parse("1.0.0");
    var built = Version.parse("1.0.0+build.7");
    assertThat(built.compareTo(plain)).isZero();
    assertThat(built).isNotEqualTo(plain).hasToString("1.0.0+build.7");
  }

  @Test
  void whiteSpaceAroundIsDropped() {
    assertThat(Version.parse(" 1.2.3\n")).isEqualTo(Version.parse("1.2.3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.0",
        "01.0.0",
        "1.0.0-",
        "1.0.0-01",
        "1.0.0+",
        "v1.0.0",
        "1.0.0.0",
        "-1.0.0",
        "1. 0.0"
      })
  void whatIsNoSemanticVersionIsRefused(String text) {
    assertThatThrownBy(() -> Version.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
