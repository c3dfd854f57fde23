package io.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.supervisor.rpc.v1.GetNodeStatsResponse;
import io.supervisor.wire.ValidatorKeys;
import io.supervisor.wire.crypto.PublicKey;
import io.supervisor.wire.runtime.ArtifactId;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.StartService;
import io.supervisor.wire.supervisor.StopService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class JsonMessagesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static ConfigPropose proposal() {
    var key = PublicKey.newBuilder().setData(ByteString.copyFrom(new byte[32]));
    return ConfigPropose.newBuilder()
        .setActualFrom(-1)
        .addChanges(
            ConfigChange.newBuilder()
                .setStartService(
                    StartService.newBuilder()
                        .setArtifact(ArtifactId.newBuilder().setName("a").setVersion("1.0.0"))
                        .setName("wallet")
                        .setConfig(ByteString.copyFrom(new byte[] {(byte) 0xfb, (byte) 0xff}))))
        .addChanges(
            ConfigChange.newBuilder().setStopService(StopService.newBuilder().setInstanceId(-1)))
        .addChanges(
            ConfigChange.newBuilder()
                .setConsensus(
                    io.supervisor.wire.Config.newBuilder()
                        .addValidatorKeys(
                            ValidatorKeys.newBuilder().setConsensusKey(key).setServiceKey(key))))
        .build();
  }

  @Test
  void proposalsSurviveTheWayThereAndBack() {
    var read = ConfigPropose.newBuilder();
    JsonMessages.read(JSON.readTree(JsonMessages.of(proposal()).toString()), read, "proposal");
    assertThat(read.build()).isEqualTo(proposal());
  }

  @Test
  void numbersAreExactKeysAreHexAndOpaqueBytesBase64() {
    var json = JsonMessages.of(proposal());
    assertThat(json.get("actual_from").asString()).isEqualTo("18446744073709551615");
    assertThat(json.at("/changes/0/start_service/config").asString()).isEqualTo("+/8=");
    assertThat(json.at("/changes/1/stop_service/instance_id").asLong()).isEqualTo(0xffff_ffffL);
    assertThat(json.at("/changes/2/consensus/validator_keys/0/service_key").asString())
        .isEqualTo("00".repeat(32));
    assertThat(json.at("/changes/0").size()).isEqualTo(1);
    assertThat(
            JsonMessages.of(GetNodeStatsResponse.newBuilder().setConsensusPaused(true))
                .get("consensus_paused")
                .asBoolean())
        .isTrue();
  }

  @Test
  void bothAlphabetsOfBase64AreRead() {
    var read = ConfigPropose.newBuilder();
    var text = "{\"changes\":[{\"start_service\":{\"name\":\"w\",\"config\":\"-_8\"}}]}";
    JsonMessages.read(JSON.readTree(text), read, "proposal");
    assertThat(read.getChanges(0).getStartService().getConfig())
        .isEqualTo(ByteString.copyFrom(new byte[] {(byte) 0xfb, (byte) 0xff}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|proposal: want an object",
        "{\"nonsense\":1}|proposal.nonsense: there is no such member",
        "{\"changes\":[{\"stop_service\":{\"instance_id\":-1}}]}|changes[0].stop_service.instance_id: got -1",
        "{\"changes\":[{\"unload_artifact\":7}]}|changes[0].unload_artifact: want an object",
        "{\"changes\":[{\"service\":{\"params\":\"%\"}}]}|changes[0].service.params: got"
      })
  void mistakesAreNamedWithTheirPlace(String text, String problem) {
    var read = ConfigPropose.newBuilder();
    assertThatThrownBy(() -> JsonMessages.read(JSON.readTree(text), read, "proposal"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(problem);
  }
}
