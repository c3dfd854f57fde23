package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.CallProof;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.proof.ProofJson;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import io.supervisor.server.rpc.NotesArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the explorer and the wallets prove is believed by whoever trusts the validators alone. */
class ExplorerProofsTest {
  private static final Function<JsonNode, byte[]> HEX =
      json -> HexFormat.of().parseHex(json.stringValue());

  private static final InstanceSpec WALLET =
      new InstanceSpec(
          new InstanceId(3), "wallet", ArtifactId.parse("0:exonum-cryptocurrency:0.2.0"));

  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http =
        new HttpFixture(
            folder, SupervisorMode.SIMPLE, Map.of(WALLET, new CryptocurrencyArtifact()));
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private List<PublicKey> validators() {
    return List.of(http.node.keys().consensusKey());
  }

  @Test
  void theLocationOfATransactionIsProven() {
    for (var text : List.of("a", "b", "c", "d", "e")) {
      http.submit(http.note(text)).isJson();
    }
    http.node.commit();
    var note = http.note("c");
    var answer = http.get("/api/explorer/v1/transactions?hash=" + note.hash()).isJson().json();
    var block =
        ProofJson.block(blockProof(http.get("/api/explorer/v1/block?height=1").json()))
            .check(validators())
            .orElseThrow();
    var proof = ProofJson.list(answer.get("location_proof"), HEX);
    assertThat(block.transaction(proof, note.hash()).orElseThrow().position()).isEqualTo(2);
    assertThat(block.transaction(proof, Hash.ZERO).isValid()).isFalse();
    assertThat(block.time().orElseThrow()).hasToString(answer.get("time").stringValue());
  }

  /** The explorer's form has the header's members beside the precommits. */
  private static JsonNode blockProof(JsonNode flat) {
    var proof = new tools.jackson.databind.json.JsonMapper().createObjectNode();
    proof.set("block", flat);
    proof.set("precommits", flat.get("precommits"));
    return proof;
  }

  @Test
  void outcomesAreProven() {
    http.submit(http.note("good")).isJson();
    http.submit(http.transaction(NotesArtifact.FAIL, "bad")).isJson();
    http.node.commit();
    assertThat(fails("transaction?hash=" + http.note("good").hash())).isFalse();
    assertThat(fails("transaction?hash=" + http.transaction(NotesArtifact.FAIL, "bad").hash()))
        .isTrue();
    assertThat(fails("before_transactions?height=1&service_id=0")).isFalse();
    assertThat(fails("after_transactions?height=1&service_id=99")).isFalse();
  }

  private boolean fails(String query) {
    var answer =
        http.get("/api/explorer/v1/call_status/" + query + "&with_proof=true").isJson().json();
    var entry = answer.get("call_proof").get("entries").get(0);
    var call = ProofJson.call(entry.has("key") ? entry.get("key") : entry.get("missing"));
    var proof =
        new CallProof(
            ProofJson.block(answer),
            ProofJson.map(
                answer.get("call_proof"),
                key -> Canonical.toWire(ProofJson.call(key)).toByteArray(),
                error -> Canonical.toWire(ProofJson.error(error)).toByteArray()),
            "");
    return proof.check(validators(), call).orElseThrow().error().isPresent();
  }

  @Test
  void aWalletIsProven() {
    var create =
        VerifiedTransaction.sign(
            WALLET.id(), 2, new byte[] {10, 5, 'A', 'l', 'i', 'c', 'e'}, http.user);
    http.submit(create).isJson();
    http.node.commit();
    var answer =
        http.get("/api/services/wallet/v1/wallets/info?pub_key=" + http.user.publicKey())
            .isJson()
            .json();
    var block = ProofJson.block(answer.get("block_proof")).check(validators()).orElseThrow();
    var toTable =
        ProofJson.map(
            answer.get("wallet_proof").get("to_table"),
            name -> name.stringValue().getBytes(StandardCharsets.UTF_8),
            HEX);
    var index = block.index(toTable, "wallet.wallets").orElseThrow();
    var toWallet = answer.get("wallet_proof").get("to_wallet");
    assertThat(toWallet.get("entries").get(0).get("value").get("name").stringValue())
        .isEqualTo("Alice");
    var absent =
        http.get("/api/services/wallet/v1/wallets/info?pub_key=" + "3".repeat(64)).isJson().json();
    var missing = ProofJson.map(absent.get("wallet_proof").get("to_wallet"), HEX, HEX);
    assertThat(missing.check(index, MapKind.RAW).isValid()).isTrue();
  }
}
