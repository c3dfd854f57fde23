package io.supervisor.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.service.ValueJson;
import io.supervisor.core.blockchain.QueryAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the cryptocurrency answers about wallets on the recorded chain: to the byte what a node of
 * the original answered at the same height.
 */
final class WalletInfoTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  @Test
  void answersAreThoseOfTheOriginal() {
    var blocks = RecordedChain.blocks();
    var chain = new RecordedBlocks(blocks);
    var replay = new Replay();
    var last = -1L;
    for (var answer : recordedAnswers()) {
      var body = answer.get("body").stringValue();
      var height = MAPPER.readTree(body).at("/block_proof/block/height").longValue();
      while (last < height) {
        last++;
        replay.advance(blocks.get((int) last));
      }

      var got =
          replay.ask(
              chain,
              "wallet",
              "v1/wallets/info",
              Map.of("pub_key", answer.get("pub_key").stringValue()));

      assertThat(got)
          .as(answer.get("name").stringValue())
          .isInstanceOfSatisfying(
              QueryAnswer.Answered.class,
              answered -> assertThat(ValueJson.of(answered.value())).isEqualTo(body));
    }
  }

  private static List<JsonNode> recordedAnswers() {
    var resource = WalletInfoTest.class.getResourceAsStream("/replay/wallet_info.json.gz");
    try (var in = new GZIPInputStream(Objects.requireNonNull(resource))) {
      var cases = MAPPER.readTree(in).get("cases").valueStream().toList();
      assertThat(cases).hasSize(5);
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
