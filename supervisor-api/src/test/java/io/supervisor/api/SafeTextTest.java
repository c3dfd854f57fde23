package io.supervisor.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void whatPeopleWriteStays() {
    for (var text : new String[] {"", "Konto ä € 漢字 😀", "a\\b", "100 %"}) {
      assertThat(SafeText.line(text)).isEqualTo(text);
      assertThat(SafeText.lines(text)).isEqualTo(text);
    }
  }

  @Test
  void nothingForgesALineOrMovesTheCursor() {
    assertThat(SafeText.line("ok\n12:00 INFO stopped\r\u001b[2J\t\u0000\u007f\u009b"))
        .isEqualTo("ok\\n12:00 INFO stopped\\r\\u001b[2J\\t\\u0000\\u007f\\u009b");
    assertThat(SafeText.line("\u2028\u2029\u202e\u200b\ufeff"))
        .isEqualTo("\\u2028\\u2029\\u202e\\u200b\\ufeff");
    assertThat(SafeText.line("\ud800x" + Character.toString(0xe0041)))
        .isEqualTo("\\ud800x\\udb40\\udc41");
  }

  @Test
  void severalLinesStaySeveralLines() {
    assertThat(SafeText.lines("{\n  \"a\": \"\u009b\"\r\n}"))
        .isEqualTo("{\n  \"a\": \"\\u009b\"\\u000d\n}");
  }
}
