package io.supervisor.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What administrators decide, by our command in both modes: what the launcher's files do in simple
 * mode, which it refuses in decentralized mode, and what it has no files for.
 */
@ExtendWith(Networks.class)
@Execution(ExecutionMode.CONCURRENT)
class CommandLineIT {
  private static final String CRYPTOCURRENCY = "0:exonum-cryptocurrency:0.1.0";
  private static final String TIME = "0:exonum-time:1.0.0";
  private static final String TIMESTAMPING = "0:exonum-timestamping:1.0.0";
  private static final String MIDDLEWARE = "0:exonum-middleware-service:1.0.0";
  private static final String SERVICES =
      """
      [[service]]
      jar = "cryptocurrency-0.1.0.jar"

      [[service]]
      jar = "timestamping-1.0.0.jar"
      """;

  private static final JsonMapper JSON = new JsonMapper();
  private static final int VALIDATORS = 4;
  private static final int APPROVALS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Time for two votes: an idle network makes five blocks a second while a proposal waits. */
  private static final int BLOCKS = 40;

  private static final int ATTEMPTS = 4;

  /** Configuration of timestamping, {@code Config} with the name of a time oracle. */
  private static final String BY_TIME = "0a0474696d65";

  private static final String BY_SECOND_TIME = "0a0b7365636f6e642d74696d65";

  private int checks;

  @Test
  @ResourceLock(Networks.DECISIONS)
  void administratorsDeployStartConfigureStopAndResume(LiveNetwork network) throws Exception {
    try (var rest = new Rest()) {
      deploy(network, CRYPTOCURRENCY);
      lifecycle(network, rest, change -> agree(network, change));
      modes(network, change -> agree(network, change));
      nobodyElseVotes(network);

      deploy(network, TIME);
      deploy(network, TIMESTAMPING);
      agree(network, "proposal", "propose", launch("decentralized").toString());
      becomes(network, rest, "timestamping", "active");
      timeServiceIs(network, rest, "time");
      agree(network, "service", "config", "timestamping", "--params", BY_SECOND_TIME);
      timeServiceIs(network, rest, "second-time");
      agree(network, "service", "stop", "timestamping");
      becomes(network, rest, "timestamping", "stopped");
      agree(network, "service", "resume", "timestamping", "--params", BY_TIME);
      becomes(network, rest, "timestamping", "active");
    }
    frontEnd(network);
    System.out.println("supervisor command in decentralized mode: " + checks + " checks");
  }

  @Test
  void theInstallationAndItsNodesKnowTheirVersion(LiveNetwork network) throws Exception {
    var version = program(network, 0, "--version").run().strip();
    assertThat(version).matches("supervisor \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(program(network, 0, "node", "info").run())
        .contains(version.substring("supervisor ".length()));
  }

  /** What the launcher has files for, and what it has none for. */
  @Test
  void oneAdministratorDecidesAloneInSimpleMode() throws Exception {
    var services = Networks.services("simple-of-four", SERVICES);
    try (var network = LiveNetwork.start("simple-of-four", "simple", VALIDATORS, services);
        var rest = new Rest()) {
      Change alone = change -> decide(network, change);
      lifecycle(network, rest, alone);
      command(network, 1, "artifact", "deploy", TIME, "--wait");
      command(network, 2, "artifact", "deploy", TIMESTAMPING, "--wait");
      alone.make("proposal", "propose", launch("simple").toString());
      timeServiceIs(network, rest, "time");
      alone.make("service", "config", "timestamping", "--params", BY_SECOND_TIME);
      timeServiceIs(network, rest, "second-time");
      alone.make("proposal", "mode", "decentralized");
      assertThat(mode(network)).isEqualTo("decentralized");
      modes(network, change -> agree(network, change));
    }
    System.out.println("supervisor command in simple mode: " + checks + " checks");
  }

  /** A service is led through all its states, and an artifact through its two. */
  private void lifecycle(LiveNetwork network, Rest rest, Change change) throws Exception {
    if (!artifacts(network).contains(CRYPTOCURRENCY)) {
      command(network, 0, "artifact", "deploy", CRYPTOCURRENCY, "--wait");
    }
    change.make("service", "start", CRYPTOCURRENCY, "old-crypto");
    becomes(network, rest, "old-crypto", "active");
    change.make("service", "freeze", "old-crypto");
    becomes(network, rest, "old-crypto", "frozen");
    change.make("service", "resume", "old-crypto");
    becomes(network, rest, "old-crypto", "active");
    change.make("service", "stop", "old-crypto");
    becomes(network, rest, "old-crypto", "stopped");
    refused(network, 3, "service:49, ", "service", "stop", "old-crypto");
    change.make("service", "resume", "old-crypto");
    becomes(network, rest, "old-crypto", "active");
    refused(network, 3, "Cannot unload artifact", "artifact", "unload", CRYPTOCURRENCY);
  }

  /** From decentralized mode to simple mode, where one does something alone, and back. */
  private void modes(LiveNetwork network, Change agreed) throws Exception {
    refused(network, 3, "was not approved by height", "proposal", "mode", "simple", "--blocks=8");
    refused(network, 3, "was not approved by height", "proposal", "mode", "simple", "--blocks=0");
    assertThat(mode(network)).isEqualTo("decentralized");
    agreed.make("proposal", "mode", "simple");
    assertThat(mode(network)).isEqualTo("simple");
    command(network, 3, "artifact", "deploy", MIDDLEWARE, "--wait");
    assertThat(artifacts(network)).contains(MIDDLEWARE);
    decide(network, "artifact", "unload", MIDDLEWARE);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(artifacts(network)).doesNotContain(MIDDLEWARE));
    decide(network, "proposal", "mode", "decentralized");
    assertThat(mode(network)).isEqualTo("decentralized");
    checks += 4;
  }

  /** What administrators do to have something changed. */
  @FunctionalInterface
  private interface Change {
    void make(String... change) throws Exception;
  }

  /** One administrator decides, any of them. */
  private void decide(LiveNetwork network, String... change)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(change));
    command.add("--wait");
    command(network, checks % VALIDATORS, command.toArray(String[]::new));
    checks++;
  }

  private void refused(LiveNetwork network, int code, String why, String... words)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(words));
    command.add("--wait");
    var outcome = program(network, 0, command.toArray(String[]::new)).end();
    assertThat(outcome.code()).as("%s: %s", command, outcome.output()).isEqualTo(code);
    assertThat(outcome.output()).contains(why).doesNotContain("\tat ");
    checks++;
  }

  private static String mode(LiveNetwork network) throws IOException, InterruptedException {
    var status = program(network, 0, "status", "--output", "json").run();
    return JSON.readTree(status).at("/overview/configuration/mode").asString();
  }

  private static String artifacts(LiveNetwork network) throws IOException, InterruptedException {
    return program(network, 0, "artifact", "list").run();
  }

  /**
   * What the administrators have started is used by npm's exonum-client, as the original's web demo
   * does.
   */
  private static void frontEnd(LiveNetwork network) throws IOException, InterruptedException {
    Program.of(
            Copies.npm(Places.SUITES.resolve("npm"), "npm"),
            "node",
            "timestamps.mjs",
            Places.INSTALLATION.resolve("proto"),
            Places.TIMESTAMPING_PROTO.resolve("service.proto"))
        .with(network.https())
        .check("exonum-client 0.18.4 with timestamping", 20);
  }

  /** One asks, two approve. */
  private void deploy(LiveNetwork network, String artifact)
      throws IOException, InterruptedException {
    command(network, 0, "artifact", "deploy", artifact, "--wait=committed");
    command(network, 1, "artifact", "approve", artifact, "--wait=committed");
    command(network, 2, "artifact", "approve", artifact, "--wait");
    checks += APPROVALS;
  }

  /** One proposes, two vote for it at the same time. */
  private void agree(LiveNetwork network, String... change) throws Exception {
    var propose = new ArrayList<>(List.of(change));
    for (int attempt = 1; ; attempt++) {
      var proposed = new ArrayList<>(propose);
      proposed.addAll(List.of("--blocks", String.valueOf(attempt * BLOCKS), "--wait=committed"));
      command(network, 0, proposed.toArray(String[]::new));
      var votes = votes(network);
      if (votes.stream().allMatch(vote -> vote.code() == 0)) {
        checks += APPROVALS;
        return;
      }
      // Votes that came too late: a busy machine has to be given more blocks.
      assertThat(attempt).as("attempts at %s: %s", propose, votes).isLessThan(ATTEMPTS);
    }
  }

  /** Who proposed has voted; to vote again is to wait for the others. */
  private void nobodyElseVotes(LiveNetwork network) throws Exception {
    var blocks = String.valueOf(2 * BLOCKS);
    command(network, 0, "proposal", "mode", "simple", "--blocks", blocks, "--wait=committed");
    var outcome = program(network, 0, "proposal", "confirm", "--wait").end();
    assertThat(outcome.output())
        .contains("this administrator has voted for it already")
        .containsPattern("the proposal was not approved by height \\d+: 1 of 3 votes");
    assertThat(outcome.code()).isEqualTo(3);
    checks++;
  }

  private static List<Program.Outcome> votes(LiveNetwork network) throws Exception {
    try (var administrators = Executors.newVirtualThreadPerTaskExecutor()) {
      var votes =
          IntStream.range(1, APPROVALS)
              .mapToObj(node ->
                  administrators.submit(
                      () -> program(network, node, "proposal", "confirm", "--wait").end()))
              .toList();
      var outcomes = new ArrayList<Program.Outcome>();
      for (var vote : votes) {
        outcomes.add(vote.get());
      }
      return outcomes;
    }
  }

  /** The file of a proposal: what the launcher's file for timestamping starts. */
  private static Path launch(String mode) throws IOException {
    return Files.writeString(
        Places.TARGET.resolve("timestamping-" + mode + ".json"),
        """
        [{"start_service": {"artifact": {"runtime_id": 0, "name": "exonum-time", "version": "1.0.0"},
                            "name": "time", "config": ""}},
         {"start_service": {"artifact": {"runtime_id": 0, "name": "exonum-time", "version": "1.0.0"},
                            "name": "second-time", "config": ""}},
         {"start_service": {"artifact": {"runtime_id": 0, "name": "exonum-timestamping", "version": "1.0.0"},
                            "name": "timestamping", "config": "CgR0aW1l"}}]
        """);
  }

  private static void command(LiveNetwork network, int node, String... arguments)
      throws IOException, InterruptedException {
    program(network, node, arguments).run();
  }

  private static Program program(LiveNetwork network, int node, String... arguments) {
    return Program.of(
            Places.TARGET,
            Places.INSTALLATION.resolve("bin/supervisor"),
            "--node",
            network.privateGrpc(node))
        .with(List.of(arguments));
  }

  private void becomes(LiveNetwork network, Rest rest, String instance, String status) {
    for (int node = 0; node < network.validators(); node++) {
      var base = network.http(node);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(status(rest.get(base, "/api/services/supervisor/services"), instance))
                  .as("%s on %s", instance, base)
                  .isEqualTo(status));
      checks++;
    }
  }

  private static String status(JsonNode answer, String instance) {
    return StreamSupport.stream(answer.get("services").spliterator(), false)
        .filter(service -> service.at("/spec/name").asString().equals(instance))
        .map(service -> service.at("/status/type").asString())
        .findFirst()
        .orElse("unknown");
  }

  private void timeServiceIs(LiveNetwork network, Rest rest, String name) {
    for (int node = 0; node < network.validators(); node++) {
      var base = network.http(node);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(
                      rest.get(base, "/api/services/timestamping/v1/timestamps/config")
                          .get("time_service_name")
                          .asString())
                  .isEqualTo(name));
      checks++;
    }
  }
}
