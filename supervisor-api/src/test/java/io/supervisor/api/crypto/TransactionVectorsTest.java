package io.supervisor.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.InstanceId;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.MalformedMessageException.Reason;
import io.supervisor.api.Vectors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class TransactionVectorsTest {
  @TestFactory
  List<DynamicTest> transactions() {
    return Vectors.cases("transactions", "cases").stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.get("id").stringValue(),
                () -> {
                  if (c.get("valid").booleanValue()) {
                    checkValid(c);
                  } else {
                    assertThatThrownBy(() -> VerifiedTransaction.verify(message(c)))
                        .isInstanceOf(MalformedMessageException.class);
                  }
                }))
        .toList();
  }

  private static void checkValid(JsonNode c) {
    var transaction = VerifiedTransaction.verify(message(c));
    assertThat(transaction.hash()).isEqualTo(Vectors.hash(c, "tx_hash"));
    assertThat(VerifiedTransaction.trusted(message(c)).hash()).isEqualTo(transaction.hash());
    if (c.has("seed")) {
      checkSigned(c, transaction);
    } else {
      assertThat(Sha256.of(message(c))).isEqualTo(Vectors.hash(c, "hash_of_received_bytes"));
      assertThat(Sha256.of(transaction.bytes())).isEqualTo(transaction.hash());
    }
  }

  private static void checkSigned(JsonNode c, VerifiedTransaction transaction) {
    var keys = KeyPair.fromSeed(Vectors.hex(c, "seed"));
    assertThat(keys.publicKey().toBytes()).isEqualTo(Vectors.hex(c, "public_key"));
    assertThat(keys.secretKey()).isEqualTo(Vectors.hex(c, "secret_key"));
    assertThat(transaction.author()).isEqualTo(keys.publicKey());
    assertThat(transaction.bytes()).isEqualTo(message(c));
    assertThat(transaction.envelope().payload()).isEqualTo(Vectors.hex(c, "payload"));
    assertThat(transaction.instance().toLong()).isEqualTo(c.get("instance_id").longValue());
    assertThat(Integer.toUnsignedLong(transaction.method()))
        .isEqualTo(c.get("method_id").longValue());
    assertThat(transaction.arguments()).isEqualTo(Vectors.hex(c, "arguments"));
    assertThat(SignedEnvelope.sign(Vectors.hex(c, "payload"), keys).bytes()).isEqualTo(message(c));

    var canonical =
        VerifiedTransaction.sign(
            new InstanceId(transaction.instance().value()),
            transaction.method(),
            transaction.arguments(),
            keys);
    assertThat(canonical.hash().equals(transaction.hash()))
        .isEqualTo(c.get("same_as_canonical").booleanValue());
  }

  @Test
  void reasonsOfRefusalAreStable() {
    var wanted =
        Map.of(
            "invalid/bad-signature-byte", Reason.BAD_SIGNATURE,
            "invalid/bad-payload-byte", Reason.BAD_SIGNATURE,
            "invalid/wrong-author", Reason.BAD_SIGNATURE,
            "invalid/short-signature", Reason.WRONG_SIZE,
            "invalid/short-key", Reason.WRONG_SIZE,
            "invalid/no-signature", Reason.WRONG_SIZE,
            "invalid/truncated", Reason.NOT_PROTOBUF,
            "invalid/signed-any-tx-not-core-message", Reason.WRONG_WIRE_TYPE,
            "invalid/precommit-payload", Reason.WRONG_KIND);
    var checked = 0;
    for (var c : Vectors.cases("transactions", "cases")) {
      var reason = wanted.get(c.get("id").stringValue());
      if (reason != null) {
        assertThatThrownBy(() -> VerifiedTransaction.verify(message(c)))
            .isInstanceOfSatisfying(
                MalformedMessageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        checked++;
      }
    }
    assertThat(checked).isEqualTo(wanted.size());
  }

  @Test
  void aTransactionLongerThanAllowedIsRefusedUnread() {
    var message = message(Vectors.cases("transactions", "cases").get(0));
    assertThat(VerifiedTransaction.verify(message, message.length, SignatureRule::verify).size())
        .isEqualTo(message.length);
    assertThatThrownBy(
            () -> VerifiedTransaction.verify(message, message.length - 1, SignatureRule::verify))
        .isInstanceOfSatisfying(
            MalformedMessageException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG));
  }

  private static byte[] message(JsonNode c) {
    return Vectors.hex(c, "message");
  }
}
