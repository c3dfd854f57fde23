package io.supervisor.server.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import io.supervisor.api.crypto.CraftedSignatures;
import io.supervisor.api.crypto.SignatureRule;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NativeVerifierTest {
  private static final int ROUNDS = 400;

  @Test
  void nodesWithAndWithoutItAgreeOnEverySignature() {
    var fastest = NativeVerifier.fastest();
    for (var seed = 1; seed <= 2; seed++) {
      CraftedSignatures.forEach(
          seed,
          ROUNDS,
          (key, message, signature) ->
              assertThat(fastest.verify(key, message, signature))
                  .as("%s %s", key, signature)
                  .isEqualTo(SignatureRule.verify(key, message, signature)));
    }
  }

  @Test
  void itSaysYesToHonestSignaturesAndIsNeededLessOftenThanTheRule() {
    var provider = AmazonCorrettoCryptoProvider.INSTANCE;
    assertThat(provider.getLoadingError()).isNull();
    var verifier = NativeVerifier.of(provider);
    var byLibrary = new AtomicInteger();
    var byRule = new AtomicInteger();
    CraftedSignatures.forEach(
        3,
        ROUNDS,
        (key, message, signature) -> {
          byLibrary.addAndGet(verifier.verify(key, message, signature) ? 1 : 0);
          byRule.addAndGet(SignatureRule.verify(key, message, signature) ? 1 : 0);
        });
    // Honest ones at least; of those with a mixed order it refuses some, as its equation has it.
    assertThat(byLibrary.get()).isGreaterThanOrEqualTo(ROUNDS);
    assertThat(byRule.get()).isGreaterThan(ROUNDS);
  }
}
