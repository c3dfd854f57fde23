package io.supervisor.testkit.references;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing in the repository cites what is not there; and what does so is noticed. */
class ReferencesTest {
  private static final Map<String, String> SOUND =
      Map.of(
          "docs/consensus.md",
          "# Rules\n\n1. One. *Source: E 6.7, M 1, H1.*\n2. Two, as clause 1.\n",
          "docs/spec/original-consensus.md",
          "## 6. Votes\n\n### 6.7 Locks\n\n- **H1 Forged**\n- S1 One\n\n## 19. Findings\n\n1. A\n",
          "docs/spec/wire.md",
          "## 2. Hashes\n\n### 2.3 Lists\n\n`core.blocks`, as section 2 says\n",
          "docs/adr/0003-signatures.md",
          "# Signatures\n\n[lists](../spec/wire.md#23-lists), `core.vote.Tally`, `TallyTest.counts…`\n",
          "core/src/main/java/io/supervisor/core/vote/Tally.java",
          """
          /**
           * Counts. Source: wire.md section
           * 2.3, docs/consensus.md, clauses 1 and 2 (H1, S1; docs/adr/0003). See {@code core.vote}
           * and {@link io.supervisor.core.vote.Tally#count}.
           */
          class Tally { String count = "/* nowhere.md */"; }
          """,
          "core/src/test/java/io/supervisor/core/vote/TallyTest.java",
          "class TallyTest { void countsVotes() {} }");

  @TempDir Path folder;

  @Test
  void everythingThatIsCitedIsThere() {
    assertThat(Citations.dangling(Repository.here())).isEmpty();
  }

  @Test
  void whatIsThereMayBeCited() {
    assertThat(Citations.dangling(Repository.of(folder, SOUND))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Source: nowhere.md section 1                   | is no document, or more than one
          docs/wire.md                                   | is no document, or more than one
          Source: wire.md sections 2, 2.3 and 2.4        | there is no 2.4
          as section 2 says                              | names no document
          docs/consensus.md, clauses 1 to 3              | there is no 3
          Clause 7.                                      | there is no 7
          docs/adr/0004                                  | is no decision
          H2                                             | is defined nowhere
          Source: common sense                           | names no document
          {@code core.votes}                             | there is no package io.supervisor.core.votes
          {@code core.vote.Count}                        | is not there
          {@link io.supervisor.core.vote.Tally#sum}      | is not there
          """)
  void danglingCitationsOfCommentsAreFound(String comment, String problem) {
    var planted = plant("core/src/main/java/io/supervisor/core/vote/Planted.java", comment);
    assertThat(planted).singleElement().asString().contains("Planted.java:2: ").endsWith(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [lists](wire.md)                               | there is no docs/wire.md
          [lists](spec/wire.md#24-maps)                  | there is no such heading
          [lists](spec/wire.md) section 9                | there is no 9
          clause 5                                       | there is no 5
          S9                                             | is defined nowhere
          `core.votes`                                   | there is no package io.supervisor.core.votes
          `core.vote.Tally.sum`                          | is not there
          `TallyTest.counts`                             | there is no such test
          `TallyIT`                                      | there is no such test
          """)
  void danglingCitationsOfDocumentsAreFound(String text, String problem) {
    var planted = plant("docs/planted.md", text);
    assertThat(planted).singleElement().asString().contains("planted.md:2: ").endsWith(problem);
  }

  private List<String> plant(String path, String text) {
    var files = new TreeMap<>(SOUND);
    files.put(path, path.endsWith(".md") ? "\n" + text : "\n/** " + text + " */ class Planted {}");
    return Citations.dangling(Repository.of(folder, files));
  }
}
