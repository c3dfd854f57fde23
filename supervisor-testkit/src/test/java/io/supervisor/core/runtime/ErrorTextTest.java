package io.supervisor.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Texts of services, as they are recorded and shown. */
class ErrorTextTest {
  @Test
  void textsAreOneLineOfBoundedLength() {
    assertThat(ErrorText.of("plain: äöü 漢字")).isEqualTo("plain: äöü 漢字");
    assertThat(ErrorText.of("a\nb\r\u001b[31m\u202ec\u2028d\ud800")).isEqualTo("a?b??[31m?c?d?");
    assertThat(ErrorText.of("x".repeat(5_000))).isEqualTo("x".repeat(1_024) + "...");
  }

  @Test
  void whatTheMachineSaysOfItselfIsLeftOut() {
    assertThat(ErrorText.of(new NullPointerException("because \"<local4>\" is null")))
        .isEqualTo("java.lang.NullPointerException");
    assertThat(ErrorText.of(new ClassCastException("in loader 'x' @1b2c3d")))
        .isEqualTo("java.lang.ClassCastException");
    assertThat(ErrorText.of(new IllegalStateException("said"))).isEqualTo("said");
    assertThat(ErrorText.of(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void ourOwnExceptionsStayWhatTheyAre() {
    var ours = new IllegalStateException("x", new IllegalArgumentException("y"));
    assertThat(ErrorText.copy(ours)).isSameAs(ours);
  }
}
