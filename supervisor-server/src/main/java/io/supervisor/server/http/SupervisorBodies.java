package io.supervisor.server.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.Version;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.Config;
import io.supervisor.wire.ValidatorKeys;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.ConfigVote;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.MigrationRequest;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** Messages to the supervisor from bodies of requests. Source: rest.md section 3. */
final class SupervisorBodies {
  static final String PROTOBUF = "application/octet-stream";

  /** As in the original. */
  static final int PROTOBUF_BYTES_MAX = 256 << 10;

  private static final Set<String> CHANGES =
      new TreeSet<>(
          Set.of(
              "consensus",
              "service",
              "start_service",
              "stop_service",
              "resume_service",
              "freeze_service",
              "unload_artifact",
              "change_rules"));

  private static final String CANNOT_CONVERT = "Cannot convert Protobuf message";

  private SupervisorBodies() {}

  /**
   * Kind of message that an endpoint takes.
   *
   * @param check throws IllegalArgumentException on a message that stands for nothing
   */
  record Kind<M extends Message>(
      Parser<M> parser, Function<JsonFields, M> fromJson, Consumer<M> check) {
    /** Canonical bytes of the message in the body. */
    byte[] read(ApiRequest request) {
      return Canonical.bytes(
          switch (request.contentType()) {
            case Answer.JSON -> json(request);
            case PROTOBUF -> protobuf(request.body());
            default ->
                throw Problem.badRequest(
                        "Invalid content type",
                        String.format(
                            Locale.ROOT,
                            "Invalid content type: %s. Use `%s` or `%s`",
                            Arguments.shown(request.contentType()),
                            Answer.JSON,
                            PROTOBUF))
                    .exception();
          });
    }

    private M json(ApiRequest request) {
      var fields = request.jsonObject();
      var message = fromJson.apply(fields);
      fields.finish();
      return message;
    }

    private M protobuf(byte[] body) {
      try {
        var message = Canonical.parse(parser, body);
        check.accept(message);
        return message;
      } catch (MalformedMessageException e) {
        throw Problem.badRequest(title(e.reason()), String.valueOf(e.getMessage())).exception();
      } catch (IllegalArgumentException e) {
        throw Problem.badRequest(CANNOT_CONVERT, String.valueOf(e.getMessage())).exception();
      }
    }

    private static String title(MalformedMessageException.Reason reason) {
      return switch (reason) {
        case NOT_PROTOBUF, WRONG_WIRE_TYPE -> "Cannot parse Protobuf message";
        case WRONG_SIZE,
            TOO_LONG,
            WRONG_KIND,
            OUT_OF_RANGE,
            BAD_VERSION,
            DUPLICATE_KEY,
            BAD_SIGNATURE ->
            CANNOT_CONVERT;
      };
    }
  }

  static final Kind<DeployRequest> DEPLOY =
      new Kind<>(
          DeployRequest.parser(),
          json ->
              DeployRequest.newBuilder()
                  .setArtifact(artifact(json.object("artifact")))
                  .setSpec(json.base64("spec"))
                  .setDeadlineHeight(json.u64("deadline_height"))
                  .setSeed(json.optionalU64("seed"))
                  .setAttempt(json.optionalU64("attempt"))
                  .build(),
          message -> check(message.getArtifact()));

  static final Kind<MigrationRequest> MIGRATE =
      new Kind<>(
          MigrationRequest.parser(),
          json ->
              MigrationRequest.newBuilder()
                  .setNewArtifact(artifact(json.object("new_artifact")))
                  .setService(json.text("service"))
                  .setDeadlineHeight(json.u64("deadline_height"))
                  .setSeed(json.optionalU64("seed"))
                  .setAttempt(json.optionalU64("attempt"))
                  .build(),
          message -> check(message.getNewArtifact()));

  static final Kind<ConfigPropose> PROPOSE =
      new Kind<>(
          ConfigPropose.parser(),
          json ->
              ConfigPropose.newBuilder()
                  .setActualFrom(json.u64("actual_from"))
                  .addAllChanges(
                      json.objects("changes").stream().map(SupervisorBodies::change).toList())
                  .setConfigurationNumber(json.u64("configuration_number"))
                  .setAttempt(json.optionalU64("attempt"))
                  .build(),
          io.supervisor.core.supervisor.ConfigPropose::read);

  static final Kind<ConfigVote> VOTE =
      new Kind<>(
          ConfigVote.parser(),
          json ->
              ConfigVote.newBuilder()
                  .setProposeHash(Canonical.toWire(json.hash("propose_hash")))
                  .setAttempt(json.optionalU64("attempt"))
                  .build(),
          message -> Canonical.fromWire(message.getProposeHash()));

  private static void check(io.supervisor.wire.runtime.ArtifactId artifact) {
    if (!ArtifactId.isValidName(artifact.getName())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "artifact name: got \"%s\", want one or more of a-zA-Z0-9_-./",
              Arguments.shown(artifact.getName())));
    }
    Canonical.fromWire(artifact);
  }

  private static io.supervisor.wire.runtime.ArtifactId artifact(JsonFields json) {
    var version = json.text("version");
    try {
      Version.parse(version);
    } catch (IllegalArgumentException e) {
      json.fault("version: " + e.getMessage());
    }
    return io.supervisor.wire.runtime.ArtifactId.newBuilder()
        .setRuntimeId(json.u32("runtime_id"))
        .setName(json.text("name"))
        .setVersion(version)
        .build();
  }

  private static ConfigChange change(JsonFields json) {
    var change = ConfigChange.newBuilder();
    var kinds = json.names();
    if (kinds.size() != 1 || !CHANGES.contains(kinds.getFirst())) {
      json.fault("got " + Arguments.shown(kinds.toString()) + ", want one of " + CHANGES);
      return change.build();
    }
    var kind = kinds.getFirst();
    var content = json.object(kind);
    switch (kind) {
      case "consensus" -> change.setConsensus(consensus(content));
      case "service" ->
          change
              .getServiceBuilder()
              .setInstanceId(content.u32("instance_id"))
              .setParams(content.base64("params"));
      case "start_service" ->
          change
              .getStartServiceBuilder()
              .setArtifact(artifact(content.object("artifact")))
              .setName(content.text("name"))
              .setConfig(content.base64("config"));
      case "stop_service" ->
          change.getStopServiceBuilder().setInstanceId(content.u32("instance_id"));
      case "resume_service" ->
          change
              .getResumeServiceBuilder()
              .setInstanceId(content.u32("instance_id"))
              .setParams(content.base64("params"));
      case "freeze_service" ->
          change.getFreezeServiceBuilder().setInstanceId(content.u32("instance_id"));
      case "unload_artifact" ->
          change.getUnloadArtifactBuilder().setArtifactId(artifact(content.object("artifact_id")));
      default -> change.getChangeRulesBuilder().setRules(content.u32("rules"));
    }
    return change.build();
  }

  private static Config consensus(JsonFields json) {
    var config =
        Config.newBuilder()
            .setFirstRoundTimeout(json.u64("first_round_timeout"))
            .setStatusTimeout(json.u64("status_timeout"))
            .setPeersTimeout(json.u64("peers_timeout"))
            .setTxsBlockLimit(json.u32("txs_block_limit"))
            .setMaxMessageLen(json.u32("max_message_len"))
            .setMinProposeTimeout(json.u64("min_propose_timeout"))
            .setMaxProposeTimeout(json.u64("max_propose_timeout"))
            .setProposeTimeoutThreshold(json.u32("propose_timeout_threshold"));
    for (var keys : json.objects("validator_keys")) {
      config.addValidatorKeys(
          ValidatorKeys.newBuilder()
              .setConsensusKey(Canonical.toWire(keys.publicKey("consensus_key")))
              .setServiceKey(Canonical.toWire(keys.publicKey("service_key"))));
    }
    return config.build();
  }

  /** Bytes of the query argument {@code spec}; throws a problem of that title. */
  static ByteString base64(String text, String title) {
    return JsonFields.decodeBase64(text)
        .orElseThrow(() ->
            Problem.badRequest(title, "spec: got \"" + Arguments.shown(text) + "\", want base64")
                .exception());
  }
}
