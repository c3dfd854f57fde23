package io.supervisor.server.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.server.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningTest {
  @TempDir Path folder;

  @Test
  void aKeyFileGivesTheSameKeysToItsPassphraseOnly() throws Exception {
    var file = folder.resolve("keys/master.key.toml");
    var created = MasterKeyFile.create(file, "secret".toCharArray());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    var read = MasterKeyFile.read(file, "secret".toCharArray());
    assertThat(read.consensusKey().publicKey()).isEqualTo(created.consensusKey().publicKey());
    assertThat(read.serviceKey().publicKey()).isEqualTo(created.serviceKey().publicKey());
    assertThatThrownBy(() -> MasterKeyFile.read(file, "Secret".toCharArray()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Could not read master_key_path from file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void aKeyFileThatOthersMayUseIsRefused(String permissions) throws Exception {
    var file = folder.resolve("master.key.toml");
    MasterKeyFile.create(file, new char[0]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThatThrownBy(() -> MasterKeyFile.read(file, new char[0]))
        .hasMessageContaining("others than its owner")
        .hasMessageContaining(permissions);
  }

  @Test
  void passphrasesComeByEveryMethod() {
    var environment = Map.of("EXONUM_MASTER_PASS", "a", "OTHER", "b");
    assertThat(read("env", environment)).isEqualTo("a");
    assertThat(read("env:OTHER", environment)).isEqualTo("b");
    assertThat(read("pass:with:colon", environment)).isEqualTo("with:colon");
    assertThat(read("pass", environment)).isEmpty();
    assertThat(read("pass:", environment)).isEmpty();
    assertThat(Passphrase.parse("")).isEqualTo(new Passphrase.Ask());
    assertThat(Passphrase.parse("stdin")).isEqualTo(new Passphrase.Ask());
    assertThatThrownBy(() -> read("env:MISSING", environment)).hasMessageContaining("MISSING");
    assertThat(Passphrase.parse("pass:hidden").toString()).doesNotContain("pass:hidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"envy", "password", "env:", "x"})
  void otherMethodsAreRefused(String method) {
    assertThatThrownBy(() -> Passphrase.parse(method))
        .hasMessageContaining("Failed to parse passphrase input method");
  }

  private static String read(String method, Map<String, String> environment) {
    return new String(Passphrase.parse(method).read(environment));
  }
}
