package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.server.http.HttpFixture.Port;
import io.supervisor.wire.supervisor.DeployRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorApiTest {
  private static final String ROOT = "/api/services/supervisor/";
  private static final String ARTIFACT =
      "{\"runtime_id\":0,\"name\":\"notes\",\"version\":\"1.0.0\"}";

  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http = new HttpFixture(folder, SupervisorMode.SIMPLE);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void artifactsAndInstancesAreListed() {
    assertThat(http.get(ROOT + "services").isJson().body())
        .contains(
            "{\"runtime_id\":0,\"name\":\"exonum-supervisor\",\"version\":\"1.0.0\"}",
            "{\"spec\":{\"id\":7,\"name\":\"notes\",\"artifact\":"
                + ARTIFACT
                + "},\"status\":{\"type\":\"active\"},\"pending_status\":null}");
  }

  @Test
  void aProposalTakesItsWay() {
    assertThat(http.get(ROOT + "config-proposal").isJson().body()).isEqualTo("null");
    assertThat(http.get(Port.PRIVATE, ROOT + "configuration-number").isJson().body())
        .isEqualTo("0");
    assertThat(http.get(Port.PRIVATE, ROOT + "supervisor-config").isJson().body())
        .isEqualTo("{\"mode\":\"simple\"}");
    var change =
        "{\"start_service\":{\"artifact\":" + ARTIFACT + ",\"name\":\"more\",\"config\":\"AQ\"}}";
    var proposal = "{\"actual_from\":5,\"changes\":[" + change + "],\"configuration_number\":0}";
    var hash = http.post(Port.PRIVATE, ROOT + "propose-config", proposal).isJson().json();
    http.node.commit();
    assertThat(
            http.get("/api/explorer/v1/call_status/transaction?hash=" + hash.stringValue())
                .isJson()
                .body())
        .isEqualTo("{\"type\":\"success\"}");
    assertThat(http.get(ROOT + "config-proposal").isJson().body())
        .endsWith("\",\"config_propose\":" + proposal + "}");
    assertThat(http.get(Port.PRIVATE, ROOT + "configuration-number").isJson().body())
        .isEqualTo("1");
    http.node.commit(5);
    assertThat(http.get(ROOT + "config-proposal").isJson().body()).isEqualTo("null");
    assertThat(http.get(ROOT + "services").isJson().body()).contains("\"name\":\"more\"");
  }

  @Test
  void everyKindOfChangeComesBackAsItWasSent() {
    var config = http.get(ROOT + "consensus-config").isJson().body();
    for (var change :
        new String[] {
          "{\"consensus\":" + config + "}",
          "{\"service\":{\"instance_id\":0,\"params\":\"CAE\"}}",
          "{\"freeze_service\":{\"instance_id\":7}}",
          "{\"stop_service\":{\"instance_id\":7}}"
        }) {
      var height = http.node.chain();
      assertThat(height).isNotNull();
      var number =
          http.get(Port.PRIVATE, ROOT + "configuration-number").isJson().json().longValue();
      var now = http.get(Port.PRIVATE, "/api/system/v1/stats").json().get("height").longValue();
      var proposal =
          "{\"actual_from\":%d,\"changes\":[%s],\"configuration_number\":%d}"
              .formatted(now + 3, change, number);
      http.post(Port.PRIVATE, ROOT + "propose-config", proposal).isJson();
      http.node.commit();
      assertThat(http.get(ROOT + "config-proposal").isJson().body())
          .endsWith("\",\"config_propose\":" + proposal + "}");
      http.node.commit(3);
    }
    assertThat(http.get(ROOT + "services").isJson().body())
        .contains("\"status\":{\"type\":\"stopped\"}");
    http.get("/api/services/notes/v1/note?index=0").isProblem(404, "Service is not running");
  }

  @Test
  void aDeploymentIsFollowedByItsRequest() {
    var query = ROOT + "deploy-status?artifact=0:nothing:1.0.0&deadline_height=20&spec=";
    http.get(Port.PRIVATE, query).isProblem(404, "No corresponding deploy request found");
    var request =
        DeployRequest.newBuilder()
            .setArtifact(Canonical.toWire(ArtifactId.parse("0:nothing:1.0.0")))
            .setDeadlineHeight(20)
            .build();
    http.post(
            Port.PRIVATE,
            ROOT + "deploy-artifact",
            SupervisorBodies.PROTOBUF,
            request.toByteArray())
        .isJson();
    http.node.commit();
    assertThat(http.get(Port.PRIVATE, query).isJson().body()).isEqualTo("\"pending\"");
    http.node.commit(3);
    assertThat(http.get(Port.PRIVATE, query).isJson().body())
        .startsWith("{\"failed\":{\"height\":")
        .contains("\"error\":{\"type\":\"runtime_error\",\"description\":");
    http.get(Port.PRIVATE, query.replace("0:nothing:1.0.0", "nothing"))
        .isProblem(400, "Invalid deploy request query");
    http.get(Port.PRIVATE, query + "*").isProblem(400, "Invalid deploy request query");
    http.get(
            Port.PRIVATE,
            ROOT + "migration-status?new_artifact=0:notes:2.0.0&service=notes&deadline_height=9")
        .isProblem(404, "No corresponding migration request found");
    http.get(Port.PRIVATE, ROOT + "migration-status?new_artifact=x&service=notes&deadline_height=9")
        .isProblem(400, "Invalid migration request query");
  }

  @Test
  void jsonAndProtobufMakeTheSameTransaction() {
    var request =
        DeployRequest.newBuilder()
            .setArtifact(Canonical.toWire(ArtifactId.parse("0:notes:1.0.0")))
            .setSpec(ByteString.copyFrom(new byte[] {1, 2, 3, 4}))
            .setDeadlineHeight(20)
            .setSeed(-1)
            .build();
    var byProtobuf =
        http.post(
                Port.PRIVATE,
                ROOT + "deploy-artifact",
                SupervisorBodies.PROTOBUF,
                request.toByteArray())
            .isJson();
    for (var spec : new String[] {"AQIDBA", "AQIDBA=="}) {
      var byJson =
          http.post(
                  Port.PRIVATE,
                  ROOT + "deploy-artifact",
                  "{\"artifact\":"
                      + ARTIFACT
                      + ",\"spec\":\""
                      + spec
                      + "\",\"deadline_height\":20,\"seed\":18446744073709551615,\"more\":1}")
              .isJson();
      assertThat(byJson.body()).isEqualTo(byProtobuf.body());
    }
  }

  @Test
  void anAuditorSignsNothing() {
    http.node.validator = false;
    assertThat(
            http.post(
                    Port.PRIVATE,
                    ROOT + "confirm-config",
                    "{\"propose_hash\":\"" + "0".repeat(64) + "\"}")
                .isProblem(400, "Invalid broadcast request")
                .body())
        .endsWith("\"detail\":\"Nod is not a validator\",\"source\":\"0:supervisor\"}");
  }

  @Test
  void allFaultsOfAProposalAreNamed() {
    assertThat(
            http.post(
                    Port.PRIVATE,
                    ROOT + "propose-config",
                    "{\"actual_from\":-1,\"changes\":[{\"nope\":{}},{\"start_service\":{"
                        + "\"artifact\":{\"runtime_id\":0,\"name\":\"a\",\"version\":\"1\"},"
                        + "\"name\":5,\"config\":\"*\"}}]}")
                .isProblem(400, "Cannot read JSON from request body")
                .detail())
        .contains(
            "actual_from: got -1",
            "changes[0]: got [nope], want one of",
            "changes[1].start_service.artifact: version: ",
            "changes[1].start_service.name: got 5, want a text",
            "changes[1].start_service.config: got \"*\", want base64",
            "configuration_number: got nothing");
  }
}
