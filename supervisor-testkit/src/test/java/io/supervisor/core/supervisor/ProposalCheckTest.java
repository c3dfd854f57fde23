package io.supervisor.core.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.InstanceId;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.supervisor.ConfigChange.Consensus;
import io.supervisor.core.supervisor.ConfigChange.FreezeService;
import io.supervisor.core.supervisor.ConfigChange.ResumeService;
import io.supervisor.core.supervisor.ConfigChange.ServiceConfig;
import io.supervisor.core.supervisor.ConfigChange.StartService;
import io.supervisor.core.supervisor.ConfigChange.StopService;
import io.supervisor.core.supervisor.ConfigChange.UnloadArtifact;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What proposals are refused for, in the order of the checks: wherever it can be, each row breaks
 * the rule that is named and those after it, so that a changed order fails (supervisor.md section
 * 6.2).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProposalCheckTest {
  private static final ArtifactId FREE = ArtifactId.parse("5:free:1.0.0");
  private static final ArtifactId USED = ArtifactId.parse("5:wallet:1.0.0");
  private static final ArtifactId NEXT = ArtifactId.parse("5:wallet:2.0.0");
  private static final ArtifactId RIGID = ArtifactId.parse("6:rigid:1.0.0");
  private static final ArtifactId DEPLOYING = ArtifactId.parse("5:deploying:1.0.0");
  private static final ArtifactId ABSENT = ArtifactId.parse("5:absent:1.0.0");
  private static final InstanceId RIGID_ID = new InstanceId(5);
  private static final InstanceId STOPPED_ID = new InstanceId(6);
  private static final InstanceId FROZEN_ID = new InstanceId(7);
  private static final InstanceId MIGRATED_ID = new InstanceId(8);
  private static final InstanceId MIGRATING_ID = new InstanceId(9);
  private static final InstanceId ABSENT_ID = new InstanceId(999);

  private final TestChain chain = new TestChain(Rules.ORIGINAL, SupervisorMode.SIMPLE, 1);

  record Row(String description, List<ConfigChange> changes, String code, String text) {
    @Override
    public String toString() {
      return description;
    }
  }

  private static Row row(String description, String code, String text, ConfigChange... changes) {
    return new Row(description, List.of(changes), code, text);
  }

  /** Instances in every status, and artifacts in every state. */
  @BeforeAll
  void prepare() {
    for (var artifact : List.of(FREE, USED, NEXT, RIGID)) {
      chain.deployAll(artifact);
    }
    assertThat(chain.start("rigid", RIGID)).isEqualTo(RIGID_ID);
    assertThat(chain.start("stopped", USED)).isEqualTo(STOPPED_ID);
    assertThat(chain.start("frozen", USED)).isEqualTo(FROZEN_ID);
    assertThat(chain.start("migrated", USED)).isEqualTo(MIGRATED_ID);
    assertThat(chain.start("migrating", USED)).isEqualTo(MIGRATING_ID);
    chain.apply(
        new StopService(STOPPED_ID),
        new FreezeService(FROZEN_ID),
        new StopService(MIGRATED_ID),
        new StopService(MIGRATING_ID));
    MigrationStories.migrateOnce(chain, "migrated", NEXT);
    chain.commit(
        TestChain.migrate(0, new MigrationRequest(NEXT, "migrating", chain.height() + 99, 0)));
  }

  private static Stream<Row> rows() {
    var same = TestChain.validatorKeys(0);
    return Stream.of(
        row(
            "several actions concern one service",
            "service:49",
            "Discarded several actions concerning service with ID 4",
            new ServiceConfig(TestChain.PROBE_ID, ByteString.EMPTY),
            new FreezeService(TestChain.PROBE_ID)),
        row(
            "a configuration after a stop of the same service",
            "service:49",
            "Discarded several actions concerning service with ID 4",
            new StopService(TestChain.PROBE_ID),
            new ServiceConfig(TestChain.PROBE_ID, ByteString.copyFromUtf8("verify-err"))),
        row(
            "second consensus change",
            "service:49",
            "Discarded multiple consensus change proposals in one request",
            new Consensus(TestChain.config(1)),
            new Consensus(TestChain.config(0))),
        row(
            "invalid consensus configuration",
            "service:49",
            "Consensus configuration must have at least one validator.",
            new Consensus(TestChain.config(0))),
        row(
            "keys used twice",
            "service:49",
            "Duplicated keys are found: each consensus and service key must be unique",
            new Consensus(ConsensusConfig.of(List.of(same, same)))),
        row(
            "one key in two roles",
            "service:49",
            "must be different",
            new Consensus(
                ConsensusConfig.of(
                    List.of(new ValidatorKeys(same.serviceKey(), same.serviceKey()))))),
        row(
            "configuration of an absent service",
            "core:7",
            "",
            new ServiceConfig(ABSENT_ID, ByteString.EMPTY)),
        row(
            "configuration of a stopped service",
            "core:7",
            "",
            new ServiceConfig(STOPPED_ID, ByteString.EMPTY)),
        row(
            "configuration that the service refuses",
            "service:7",
            "verify_config failed on demand",
            new ServiceConfig(TestChain.PROBE_ID, ByteString.copyFromUtf8("verify-err"))),
        row(
            "configuration that the service stumbles over",
            "unexpected",
            "verify_config panicked on demand",
            new ServiceConfig(TestChain.PROBE_ID, ByteString.copyFromUtf8("verify-panic"))),
        row(
            "configuration that the service cannot read",
            "common:3",
            "",
            new ServiceConfig(TestChain.PROBE_ID, ByteString.copyFrom(new byte[] {-1}))),
        row(
            "name started twice",
            "service:49",
            "Discarded multiple starts of service `a`",
            new StartService(FREE, "a", ByteString.EMPTY),
            new StartService(ABSENT, "a", ByteString.EMPTY)),
        row(
            "empty name",
            "service:33",
            "Service name is empty",
            new StartService(ABSENT, "", ByteString.EMPTY)),
        row(
            "bad name",
            "service:33",
            "Service name `a.b` is invalid: Service name contains illegal character, use only:"
                + " a-zA-Z0-9 and _-",
            new StartService(ABSENT, "a.b", ByteString.EMPTY)),
        row(
            "absent artifact",
            "service:20",
            "Discarded start of service `probe` from the unknown artifact `5:absent:1.0.0`.",
            new StartService(ABSENT, "probe", ByteString.EMPTY)),
        row(
            "used name",
            "service:32",
            "Discarded an attempt to start of the already started instance stopped.",
            new StartService(FREE, "stopped", ByteString.EMPTY)),
        row("stop of an absent service", "service:49", absent(), new StopService(ABSENT_ID)),
        row(
            "stop of a stopped service",
            "service:49",
            "Discarded an attempt to stop service `stopped` with inappropriate status (stopped)",
            new StopService(STOPPED_ID)),
        row(
            "stop of a migrating service",
            "service:49",
            "inappropriate status (migrating)",
            new StopService(MIGRATING_ID)),
        row("freeze of an absent service", "service:49", absent(), new FreezeService(ABSENT_ID)),
        row(
            "freeze of a stopped service",
            "service:49",
            "Discarded an attempt to freeze service `stopped` with inappropriate status (stopped)",
            new FreezeService(STOPPED_ID)),
        row(
            "freeze of a frozen service",
            "service:49",
            "Discarded an attempt to freeze service `frozen` with inappropriate status (frozen)",
            new FreezeService(FROZEN_ID)),
        row(
            "freeze where the runtime cannot",
            "service:49",
            "does not support freezing",
            new FreezeService(RIGID_ID)),
        row(
            "resume of an absent service",
            "service:49",
            absent(),
            new ResumeService(ABSENT_ID, ByteString.EMPTY)),
        row(
            "resume of an active service",
            "service:49",
            "Discarded an attempt to resume service `probe` with inappropriate status (active)",
            new ResumeService(TestChain.PROBE_ID, ByteString.EMPTY)),
        row(
            "resume with migrated data",
            "service:49",
            "has data version (1.5.0) differing from its artifact version",
            new ResumeService(MIGRATED_ID, ByteString.EMPTY)),
        row(
            "unload twice",
            "service:49",
            "Discarded multiple unloads of artifact",
            new UnloadArtifact(FREE),
            new UnloadArtifact(ArtifactId.parse("5:free:1.0.0+build"))),
        row(
            "unload of an absent artifact",
            "service:49",
            "Requested to unload artifact `5:absent:1.0.0`, which is not deployed",
            new UnloadArtifact(ABSENT)),
        row(
            "unload of a used artifact",
            "service:49",
            "references it as the current artifact",
            new UnloadArtifact(USED)),
        row(
            "unload of a migration target",
            "service:49",
            "references it as the data migration target",
            new UnloadArtifact(NEXT)),
        row(
            "start from an artifact that is unloaded",
            "service:49",
            "both unload artifact `5:free:1.0.0` and start",
            new StartService(FREE, "b", ByteString.EMPTY),
            new UnloadArtifact(FREE)),
        row(
            "unload of an artifact that something starts from",
            "service:49",
            "both unload artifact `5:free:1.0.0` and start",
            new UnloadArtifact(FREE),
            new StartService(FREE, "b", ByteString.EMPTY)),
        row(
            "the first wrong change is the answer",
            "service:33",
            "Service name is empty",
            new StartService(ABSENT, "", ByteString.EMPTY),
            new StopService(ABSENT_ID)));
  }

  private static String absent() {
    return "Instance with ID 999 is absent from the blockchain";
  }

  @ParameterizedTest
  @MethodSource("rows")
  void refuses(Row row) {
    // The number is wrong on purpose: changes are checked before it.
    var proposal = new ConfigPropose(0, row.changes(), 77);

    var block = chain.execute(TestChain.propose(0, proposal));

    var error = TestChain.error(block, new CallInBlock.Transaction(0)).orElseThrow();
    assertThat(error.codeText()).isEqualTo(row.code());
    assertThat(error.description()).contains(row.text());
  }

  @Test
  void startFromAnArtifactThatIsNotActiveIsRefused() {
    var other = new TestChain(Rules.ORIGINAL, SupervisorMode.SIMPLE, 1);
    var request = TestChain.deployRequest(DEPLOYING, 20);
    other.commit(TestChain.deploy(0, request));

    var block =
        other.execute(
            TestChain.deployed(0, request),
            TestChain.propose(
                0,
                new ConfigPropose(
                    0, List.of(new StartService(DEPLOYING, "x", ByteString.EMPTY)), 0)));

    var error = TestChain.error(block, new CallInBlock.Transaction(1)).orElseThrow();
    assertThat(error.codeText()).isEqualTo("service:20");
    assertThat(error.description()).contains("non-active artifact `5:deploying:1.0.0`");
  }

  @Test
  void anEmptyListOfChangesIsAccepted() {
    var block =
        chain.execute(
            TestChain.propose(0, new ConfigPropose(0, List.of(), chain.configurationNumber())));

    assertThat(TestChain.outcome(block, 0)).isEqualTo("ok");
  }
}
