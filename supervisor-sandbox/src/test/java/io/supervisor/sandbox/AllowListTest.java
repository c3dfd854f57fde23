package io.supervisor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.service.ServiceArtifact;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list says what is there, and nothing that is not. */
class AllowListTest {
  /** Classes and the words of their lines. */
  private static List<String[]> lines() {
    var lines = new ArrayList<String[]>();
    for (var line : AllowList.text().lines().skip(1).toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        lines.add(line.startsWith(" ") ? (" " + line.strip()).split(" +") : line.split(" +"));
      }
    }
    return lines;
  }

  @Test
  void everyClassAndMethodOfTheListExists() throws Exception {
    Class<?> current = null;
    for (var words : lines()) {
      if (!words[0].isEmpty()) {
        current = words[0].endsWith(".*") ? null : Class.forName(words[0], false, loader());
        continue;
      }
      var begin = words[1].equals("own") ? 3 : 2;
      if (current == null || words[1].equals("fields") || words[1].equals("never")) {
        continue;
      }
      for (var word : List.of(words).subList(begin, words.length)) {
        if (!word.equals("*")) {
          assertThat(names(current)).as(current.getName()).contains(word);
        }
      }
    }
  }

  private static ClassLoader loader() {
    return ServiceArtifact.class.getClassLoader();
  }

  private static List<String> names(Class<?> type) {
    var names = new ArrayList<String>();
    for (var above = type; above != null; above = above.getSuperclass()) {
      Arrays.stream(above.getDeclaredMethods()).forEach(method -> name(method, names));
    }
    Arrays.stream(type.getMethods()).forEach(method -> name(method, names));
    Arrays.stream(type.getDeclaredConstructors()).forEach(made -> name(made, names));
    return names;
  }

  private static void name(Executable member, List<String> names) {
    var name = member instanceof Method ? member.getName() : "new";
    var result = member instanceof Method method ? method.getReturnType() : void.class;
    var type =
        java.lang.invoke.MethodType.methodType(result, member.getParameterTypes())
            .describeConstable()
            .orElseThrow();
    names.add(name);
    names.add(AllowList.signature(name, type));
    assertThat(member instanceof Constructor || member instanceof Method).isTrue();
  }

  @Test
  void theMoreExactLineCounts() {
    var list =
        AllowList.parse(
            """
            sandbox version 1
            java.lang.String
              const  *
              never  getBytes
              args   getBytes(java.nio.charset.Charset)
            """);
    var bytes = ClassDesc.ofDescriptor("[B");
    var charset = ClassDesc.of("java.nio.charset.Charset");
    assertThat(list.method(String.class, "getBytes", MethodTypeDesc.of(bytes))).isEmpty();
    assertThat(list.method(String.class, "getBytes", MethodTypeDesc.of(bytes, charset)))
        .contains(new Rule(Cost.ARGS, ""));
    assertThat(list.method(String.class, "length", MethodTypeDesc.ofDescriptor("()I")))
        .contains(new Rule(Cost.CONST, ""));
  }

  @Test
  void mistakesInTheListAreNamedByLine() {
    assertThatThrownBy(() -> AllowList.parse("sandbox version 1\njava.lang.String\n  often x\n"))
        .hasMessageStartingWith("line 3: ");
    assertThatThrownBy(() -> AllowList.parse("sandbox version 1\na.B\na.B\n"))
        .hasMessage("line 3: a.B is there twice");
    assertThatThrownBy(() -> AllowList.parse("sandbox version 0\n")).hasMessageContaining("line 1");
  }

  /** The page for authors names the version and the list, and what it says is there is. */
  @Test
  void theDocumentationIsOfThisVersion() throws Exception {
    var page = Files.readString(Path.of("..", "docs", "sandbox.md"));
    assertThat(page).contains("`sandbox version " + Sandbox.VERSION + "`");
    assertThat(page).contains("allowed-" + Sandbox.VERSION + ".txt");
    var there = page.substring(page.indexOf("## What is there"), page.indexOf("## What is not"));
    for (var name :
        List.of(
            "ArrayList",
            "ArrayDeque",
            "HashMap",
            "LinkedHashMap",
            "TreeMap",
            "EnumMap",
            "Collections",
            "Arrays",
            "Optional",
            "Comparator",
            "HexFormat",
            "UUID")) {
      assertThat(there).contains("`" + name + "`");
      assertThat(AllowList.load().find("java.util." + name)).isPresent();
    }
    for (var name :
        List.of(
            "java.util.stream.Stream",
            "java.util.regex.Pattern",
            "java.math.BigDecimal",
            "java.lang.Runtime",
            "java.lang.ThreadLocal")) {
      assertThat(AllowList.load().find(name)).isEmpty();
    }
  }
}
