package io.supervisor.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every snippet of docs/testkit.md stands in a file of the project that it is about. */
class DocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/testkit.md");
  private static final Path PROJECT = Path.of("src/test/java/purses/PursesTest.java");
  private static final Path POM = Path.of("src/test/resources/purses/pom.xml");
  private static final Pattern SNIPPET = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);

  @Test
  void snippetsAreCopiedFromFilesThatAreCompiled() throws IOException {
    var snippets = SNIPPET.matcher(Files.readString(DOCUMENT));
    int found = 0;
    for (; snippets.find(); found++) {
      var source = snippets.group(1).equals("xml") ? POM : PROJECT;
      assertThat(Files.readString(source)).contains(snippets.group(2));
    }
    assertThat(found).isGreaterThanOrEqualTo(9);
  }

  @Test
  void linksLeadToFiles() throws IOException {
    var links = Pattern.compile("]\\(([^)]+)\\)").matcher(Files.readString(DOCUMENT));
    while (links.find()) {
      assertThat(DOCUMENT.resolveSibling(links.group(1))).exists();
    }
  }
}
