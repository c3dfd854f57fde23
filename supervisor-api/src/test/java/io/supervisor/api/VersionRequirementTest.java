package io.supervisor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each form of requirement with versions on both sides of its borders. */
class VersionRequirementTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // requirement | matches | does not match
        "1.2.3        | 1.2.3 1.2.4 1.3.0 1.99.0             | 1.2.2 1.1.9 2.0.0 0.9.0",
        "^1.2.3       | 1.2.3 1.2.4 1.3.0                    | 1.2.2 2.0.0",
        "^1.2         | 1.2.0 1.2.9 1.3.0                    | 1.1.9 2.0.0",
        "^1           | 1.0.0 1.9.9                          | 0.9.9 2.0.0",
        "1            | 1.0.0 1.1.3                          | 2.0.0 0.1.3",
        "^0.2.3       | 0.2.3 0.2.9                          | 0.2.2 0.3.0 1.2.3",
        "^0.2         | 0.2.0 0.2.9                          | 0.1.9 0.3.0 1.2.0",
        "^0.0.3       | 0.0.3                                | 0.0.2 0.0.4 0.1.3",
        "^0.0         | 0.0.0 0.0.9                          | 0.1.0 1.0.0",
        "^0           | 0.0.0 0.9.9                          | 1.0.0",
        "~1.2.3       | 1.2.3 1.2.9                          | 1.2.2 1.3.0 2.2.3",
        "~1.2         | 1.2.0 1.2.9                          | 1.1.9 1.3.0",
        "~1           | 1.0.0 1.9.9                          | 0.9.9 2.0.0",
        "=1.2.3       | 1.2.3 1.2.3+build                    | 1.2.2 1.2.4",
        "=1.2         | 1.2.0 1.2.9                          | 1.3.0 1.1.9",
        "=1           | 1.0.0 1.9.9                          | 2.0.0",
        ">1.2.3       | 1.2.4 1.3.0 2.0.0                    | 1.2.3 1.2.2",
        ">1.2         | 1.3.0 2.0.0                          | 1.2.0 1.2.9 1.1.0",
        ">1           | 2.0.0                                | 1.0.0 1.9.9",
        ">=1.2.3      | 1.2.3 1.2.4 2.0.0                    | 1.2.2",
        ">=1.2        | 1.2.0 2.0.0                          | 1.1.9",
        "<1.2.3       | 1.2.2 1.1.9 0.0.0                    | 1.2.3 1.2.4 2.0.0",
        "<1.2         | 1.1.9 0.9.0                          | 1.2.0 1.2.9 1.3.0",
        "<=1.2.3      | 1.2.3 1.2.2 0.0.0                    | 1.2.4 2.0.0",
        "<=1.2        | 1.2.9 1.1.0                          | 1.3.0",
        "1.*          | 1.0.0 1.9.9                          | 0.9.9 2.0.0",
        "1.x          | 1.0.0 1.9.9                          | 2.0.0",
        "1.*.*        | 1.0.0 1.9.9                          | 2.0.0",
        "1.*.3        | 1.0.0 1.9.9                          | 2.0.0",
        "1.2.*        | 1.2.0 1.2.9                          | 1.1.9 1.3.0",
        "1.2.X        | 1.2.0 1.2.9                          | 1.3.0",
        ">1.2.*       | 1.2.0 1.2.9                          | 1.3.0",
        "*            | 0.0.0 9.9.9 1.0.0-alpha              |",
        "x            | 0.0.0 9.9.9                          |",
        "''           | 0.0.0 9.9.9 1.0.0-alpha              |",
        ">=1.1.2, <1.5| 1.1.2 1.4.9                          | 1.1.1 1.5.0 1.5.9",
        "0.3.0, 0.4.0 |                                      | 0.3.0 0.4.0",
        "^1, >=1.4    | 1.4.0 1.9.0                          | 1.3.9 2.0.0",
        // pre-releases are asked for by the same three numbers
        "^1.2.3       | 1.3.0                                | 1.2.3-alpha 1.3.0-alpha 2.0.0-alpha",
        "^1.2.3-beta.2| 1.2.3-beta.2 1.2.3-beta.11 1.2.3-rc 1.2.3 1.3.0 | 1.2.3-beta.1 1.2.3-alpha 1.2.4-beta.2 2.0.0",
        "^0.2.3-beta  | 0.2.3-beta 0.2.3 0.2.4               | 0.2.3-alpha 0.2.4-beta 0.3.0",
        "^0.0.3-beta  | 0.0.3-beta 0.0.3                     | 0.0.3-alpha 0.0.4",
        "~1.2.3-beta  | 1.2.3-beta 1.2.3-rc 1.2.3 1.2.4      | 1.2.3-alpha 1.2.4-beta 1.3.0",
        "=1.2.3-beta  | 1.2.3-beta                           | 1.2.3 1.2.3-beta.1 1.2.3-alpha",
        ">1.2.3-beta  | 1.2.3-rc 1.2.3 2.0.0                 | 1.2.3-beta 1.2.3-alpha 2.0.0-beta",
        ">=1.2.3-beta | 1.2.3-beta 1.2.3                     | 1.2.3-alpha 1.2.4-beta",
        "<1.2.3-beta  | 1.2.3-alpha 1.2.2                    | 1.2.3-beta 1.2.3 1.2.2-alpha",
        "<=1.2.3-beta | 1.2.3-beta 1.2.3-alpha 1.0.0         | 1.2.3-rc 1.2.3",
        "=1.2         | 1.2.0                                | 1.2.0-alpha",
        "1.2.*        | 1.2.0                                | 1.2.0-alpha",
        "~1.2.3, >=1.2.3-alpha | 1.2.3-beta 1.2.3            | 1.2.4-beta"
      })
  void eachFormHasItsVersions(String requirement, String matching, String other) {
    var parsed = VersionRequirement.parse(requirement);
    for (var version : words(matching)) {
      assertThat(parsed.matches(Version.parse(version))).as(version).isTrue();
    }
    for (var version : words(other)) {
      assertThat(parsed.matches(Version.parse(version))).as(version).isFalse();
    }
  }

  private static List<String> words(String text) {
    return text == null ? List.of() : Arrays.asList(text.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "= 1.2.3",
        ">=\t1.2.3",
        " ^1.2.3 ",
        ">=1.2.3,<2.0.0",
        ">=1.2.3 , <2.0.0",
        "1.2.3+build.7",
        "18446744073709551615"
      })
  void whiteSpaceAndBuildMetadataDoNoHarm(String text) {
    assertThat(VersionRequirement.parse(text)).hasToString(text);
    assertThat(VersionRequirement.parse(text).matches(Version.parse("1.2.3")))
        .isEqualTo(!text.startsWith("18"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "a",
        "v1",
        "01",
        "1.02",
        "1.",
        "1.2.",
        "1.2.3.4",
        ".1",
        "-1",
        "^",
        "^^1",
        ">= >=1",
        "=>1",
        "==1",
        "!=1",
        "1 2",
        "1.2.3-",
        "1.2.3+",
        "1.2.3-beta_1",
        "1.2.3 -beta",
        "1,",
        ",1",
        "1,,2",
        "*,1",
        " *",
        "*.1",
        "1.a",
        "1||2",
        "1 - 2",
        "18446744073709551616",
        "1\u0000"
      })
  void whatIsNoRequirementIsRefused(String text) {
    assertThatThrownBy(() -> VersionRequirement.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void requirementsOnArtifactsNameThem() {
    var requirement = ArtifactRequirement.parse("exonum.Token@^1.0.5");
    assertThat(requirement).hasToString("exonum.Token@^1.0.5");
    requirement.check(ArtifactId.parse("1:exonum.Token:1.1.0"));
    assertThatThrownBy(() -> requirement.check(ArtifactId.parse("0:exonum.Tokens:1.1.0")))
        .isInstanceOf(CallException.class)
        .hasMessageStartingWith("core:7: Unexpected artifact name (exonum.Tokens)");
    assertThatThrownBy(() -> requirement.check(ArtifactId.parse("0:exonum.Token:1.0.4")))
        .isInstanceOf(CallException.class)
        .hasMessageStartingWith("core:7: Incompatible artifact version (1.0.4)");
    assertThatThrownBy(() -> ArtifactRequirement.parse("exonum.Token"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ArtifactRequirement.parse("exonum.Token@one"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
