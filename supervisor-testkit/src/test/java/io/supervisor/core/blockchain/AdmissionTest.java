package io.supervisor.core.blockchain;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.testkit.scripted.ScriptedChain;
import org.junit.jupiter.api.Test;

/** Which transactions may stand in the next block. */
final class AdmissionTest {
  private final ScriptedChain chain = new ScriptedChain().start();

  private String verdict(int instance) {
    return Admission.of(chain.view())
        .check(chain.transaction(instance, ""))
        .map(error -> error.codeText() + " " + error.description())
        .orElse("ok");
  }

  @Test
  void transactionsToActiveInstancesAreAdmitted() {
    assertThat(verdict(1)).isEqualTo("ok");
  }

  @Test
  void transactionsToUnknownInstancesAreNot() {
    assertThat(verdict(9))
        .isEqualTo("core:7 Cannot dispatch transaction to unknown service with ID 9");
    assertThat(verdict(-1))
        .isEqualTo("core:7 Cannot dispatch transaction to unknown service with ID 4294967295");
  }

  @Test
  void transactionsToInstancesThatAreNotActiveAreNot() {
    chain.supervised(supervisor -> supervisor.freeze(ONE.id()));
    assertThat(verdict(1))
        .isEqualTo(
            "core:6 Cannot dispatch transaction to non-active service `1:one` (status: frozen)");
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
    assertThat(verdict(1)).endsWith("(status: stopped)");
  }

  @Test
  void anAdmissionHoldsForItsStateAlone() {
    var before = Admission.of(chain.view());
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
    assertThat(before.check(ONE.id())).isEmpty();
    assertThat(verdict(1)).startsWith("core:6");
  }
}
