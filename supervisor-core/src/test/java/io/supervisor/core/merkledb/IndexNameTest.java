package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "core.blocks",
        "my-wallet_2.W9",
        "a.b.c",
        "^wallet.wallets",
        "^^wallet.wallets",
        "-",
        "_"
      })
  void partsJoinedByDotsAreWellFormed(String name) {
    assertThatCode(() -> new IndexName(name, false).requireWellFormed()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "^", ".a", "a.", "a..b", "^.a", "^^^a", "^^", "a^", "a b", "a/b", "ä", "a\n"
      })
  void everythingElseIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IndexName(name, false).requireWellFormed());
  }
}
