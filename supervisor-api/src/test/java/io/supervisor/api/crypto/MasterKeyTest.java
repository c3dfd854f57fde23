package io.supervisor.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Vectors;
import io.supervisor.api.crypto.EncryptedMasterKey.Problem;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {
  private static final char[] EMPTY = {};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void keysOfTheRecordedNetworkAreThoseThatItsNodesPublished(int node) {
    var master = MasterKey.decrypt(file(node), EMPTY);
    var published = Vectors.text("chain_network/" + node + "/pub.toml");
    assertThat(master.consensusKey().publicKey()).hasToString(text(published, "consensus_key"));
    assertThat(master.serviceKey().publicKey()).hasToString(text(published, "service_key"));
  }

  @Test
  void whatIsEncryptedCanBeDecryptedWithThePassphraseOnly() {
    var random = new SecureRandom();
    var master = MasterKey.generate(random);
    var file = master.encrypt("naïve 🐾".toCharArray(), random);
    assertThat(MasterKey.decrypt(file, "naïve 🐾".toCharArray()).seed()).isEqualTo(master.seed());
    assertThatThrownBy(() -> MasterKey.decrypt(file, "naive 🐾".toCharArray()))
        .isInstanceOfSatisfying(
            EncryptedMasterKey.UnreadableException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.WRONG_PASSPHRASE));
  }

  @Test
  void aDamagedFileIsRefused() {
    var file = file(1);
    file.ciphertext()[7] ^= 1;
    assertThatThrownBy(() -> MasterKey.decrypt(file, EMPTY))
        .isInstanceOfSatisfying(
            EncryptedMasterKey.UnreadableException.class,
            e -> assertThat(e.problem()).isEqualTo(Problem.WRONG_PASSPHRASE));
  }

  @Test
  void aFileOfAnotherKindIsRefusedBeforeAnyWork() {
    var file = file(1);
    var heavy =
        new EncryptedMasterKey(
            file.ciphertext(),
            file.mac(),
            file.kdf(),
            file.cipher(),
            file.salt(),
            1L << 40,
            file.opslimit(),
            file.iv());
    assertThatThrownBy(() -> MasterKey.decrypt(heavy, EMPTY))
        .hasMessage("memlimit: got 1099511627776, want 16777216");
  }

  private static EncryptedMasterKey file(int node) {
    var toml = Vectors.text("chain_network/" + node + "/master.key.toml");
    return new EncryptedMasterKey(
        hex(toml, "ciphertext"),
        hex(toml, "mac"),
        text(toml, "kdf"),
        text(toml, "cipher"),
        hex(toml, "salt"),
        number(toml, "memlimit"),
        number(toml, "opslimit"),
        hex(toml, "iv"));
  }

  private static byte[] hex(String toml, String name) {
    return HexFormat.of().parseHex(text(toml, name));
  }

  private static long number(String toml, String name) {
    return Long.parseLong(text(toml, name));
  }

  private static String text(String toml, String name) {
    var match = Pattern.compile("(?m)^" + name + " = ['\"]?([^'\"\n]*)").matcher(toml);
    assertThat(match.find()).as(name).isTrue();
    return match.group(1);
  }
}
