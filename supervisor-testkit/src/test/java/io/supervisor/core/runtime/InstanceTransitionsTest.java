package io.supervisor.core.runtime;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static io.supervisor.testkit.scripted.ScriptedChain.SERVICE;
import static io.supervisor.testkit.scripted.ScriptedChain.UPGRADE;
import static io.supervisor.testkit.scripted.ScriptedChain.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CallSite;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.EntryIndex;
import io.supervisor.core.rules.Rules;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of lifecycle.md section 5. */
final class InstanceTransitionsTest {
  private static final InstanceId ID = ONE.id();
  private static final Version END = Version.parse("2.0.0");

  private final ScriptedChain chain = new ScriptedChain().start();

  private static final Map<String, Consumer<SupervisorContext>> OPERATIONS = new LinkedHashMap<>();

  static {
    OPERATIONS.put("stop", supervisor -> supervisor.stop(ID));
    OPERATIONS.put("freeze", supervisor -> supervisor.freeze(ID));
    OPERATIONS.put("resume", supervisor -> supervisor.resume(ID, new byte[0]));
    OPERATIONS.put("initiate", supervisor -> supervisor.initiateMigration(UPGRADE, "one"));
    OPERATIONS.put("rollback", supervisor -> supervisor.rollbackMigration("one"));
    OPERATIONS.put("commit", supervisor -> supervisor.commitMigration("one", Hash.ZERO));
    OPERATIONS.put("flush", supervisor -> supervisor.flushMigration("one"));
  }

  private void bringTo(String status) {
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    chain.runtime().plan("2.0.0", new MigrationPlan.Script(END));
    var steps =
        switch (status) {
          case "active" -> List.<String>of();
          case "stopped" -> List.of("stop");
          case "frozen" -> List.of("freeze");
          case "migrating" -> List.of("stop", "initiate");
          case "completed" -> List.of("stop", "initiate", "commit");
          default -> throw new IllegalArgumentException(status);
        };
    for (var step : steps) {
      chain.supervised(operation(step));
    }
  }

  private static Consumer<SupervisorContext> operation(String name) {
    return Objects.requireNonNull(OPERATIONS.get(name), name);
  }

  @ParameterizedTest(name = "{0} of an instance that is {1}: {2}")
  @CsvSource({
    "stop, active, ok, stopped",
    "stop, stopped, core:10, stopped",
    "stop, frozen, ok, stopped",
    "stop, migrating, core:10, migrating",
    "stop, completed, core:10, migrating",
    "freeze, active, ok, frozen",
    "freeze, stopped, core:10, stopped",
    "freeze, frozen, core:10, frozen",
    "freeze, migrating, core:10, migrating",
    "resume, active, core:10, active",
    "resume, stopped, ok, active",
    "resume, frozen, ok, active",
    "resume, migrating, core:10, migrating",
    "initiate, active, core:10, active",
    "initiate, stopped, ok, migrating",
    "initiate, frozen, ok, migrating",
    "initiate, migrating, core:10, migrating",
    "initiate, completed, core:10, migrating",
    "rollback, active, core:12, active",
    "rollback, stopped, core:12, stopped",
    "rollback, frozen, core:12, frozen",
    "rollback, migrating, ok, stopped",
    "rollback, completed, core:12, migrating",
    "commit, active, core:12, active",
    "commit, stopped, core:12, stopped",
    "commit, frozen, core:12, frozen",
    "commit, migrating, ok, migrating",
    "commit, completed, core:12, migrating",
    "flush, active, core:12, active",
    "flush, stopped, core:12, stopped",
    "flush, frozen, core:12, frozen",
    "flush, migrating, core:12, migrating",
    "flush, completed, ok, stopped",
  })
  void operationsAreAllowedByStatus(String operation, String status, String code, String then) {
    bringTo(status);
    assertThat(chain.supervise(operation(operation))).isEqualTo(code);
    assertThat(chain.state("one").statusWord()).isEqualTo(then);
    assertThat(chain.state("one").pendingStatus()).isEmpty();
  }

  /** Where the status allows an operation, a pending change still forbids it. */
  @ParameterizedTest(name = "{0} after {1} in the same block: {2}")
  @CsvSource({
    "stop, active, stop, core:9",
    "freeze, active, stop, core:9",
    "stop, active, freeze, core:9",
    "resume, stopped, resume, core:9",
    "initiate, stopped, resume, core:9",
    "initiate, stopped, initiate, core:9",
    "rollback, migrating, commit, core:9",
    "commit, migrating, rollback, core:9",
    "flush, completed, flush, core:9",
    "stop, stopped, resume, core:10",
    "rollback, stopped, initiate, core:12",
  })
  void onlyOneChangeIsPendingAtATime(String operation, String status, String first, String code) {
    bringTo(status);
    var result =
        chain.supervise(supervisor -> {
          operation(first).accept(supervisor);
          operation(operation).accept(supervisor);
        });
    assertThat(result).isEqualTo(code);
  }

  @Test
  void operationsOnUnknownInstancesAreRefused() {
    var nobody = new InstanceId(77);
    assertThat(chain.supervise(supervisor -> supervisor.stop(nobody))).isEqualTo("core:7");
    assertThat(chain.supervise(supervisor -> supervisor.freeze(nobody))).isEqualTo("core:7");
    assertThat(chain.supervise(supervisor -> supervisor.resume(nobody, new byte[0])))
        .isEqualTo("core:7");
    assertThat(chain.supervise(supervisor -> supervisor.rollbackMigration("x")))
        .isEqualTo("core:7");
    assertThat(chain.supervise(supervisor -> supervisor.commitMigration("x", Hash.ZERO)))
        .isEqualTo("core:7");
    assertThat(chain.supervise(supervisor -> supervisor.flushMigration("x"))).isEqualTo("core:7");
  }

  @Test
  void instancesOfARuntimeWithoutFreezingAreNotFrozen() {
    chain.runtime().refuseFreezing();
    assertThat(chain.supervise(operation("freeze"))).isEqualTo("common:5");
    assertThat(lastDescription()).isEqualTo("Rust runtime does not support freezing services");
  }

  @Test
  void anInstanceIsAddedWithItsConstructorAndActiveInTheNextBlock() {
    chain.script().on("init", context -> entry(context).set("made"));
    chain.supervised(supervisor -> supervisor.addInstance(instance(5, "five"), bytes("init")));
    assertThat(chain.state("five").isActive()).isTrue();
    assertThat(chain.run(5, context -> assertThat(entry(context).get()).contains("made")))
        .isEmpty();
  }

  @ParameterizedTest(name = "id {0}, name {1}, runtime {2}, artifact version {3}: {4}")
  @CsvSource({
    "5, five, 9, 1.0.0, core:0",
    "5, five, 0, 9.0.0, core:3",
    "5, one, 0, 1.0.0, core:4",
    "1, five, 0, 1.0.0, core:5",
    "1, one, 0, 1.0.0, core:4",
  })
  void anInstanceThatIsNotNewIsRefused(
      int id, String name, int runtime, String version, String code) {
    for (var rules : Rules.values()) {
      var network = new ScriptedChain();
      network.start(network.genesis(rules).build());
      var spec =
          new InstanceSpec(
              new InstanceId(id),
              name,
              new ArtifactId(runtime, SERVICE.name(), Version.parse(version)));
      assertThat(network.supervise(supervisor -> supervisor.addInstance(spec, new byte[0])))
          .as(rules.toString())
          .isEqualTo(code);
    }
  }

  @Test
  void anArtifactThatIsBeingDeployedCannotBeInstantiatedYet() {
    var spec = new InstanceSpec(new InstanceId(5), "five", UPGRADE);
    var code =
        chain.supervise(supervisor -> {
          supervisor.registerArtifact(UPGRADE, new byte[0]);
          supervisor.addInstance(spec, new byte[0]);
        });
    assertThat(code).isEqualTo("core:3");
    assertThat(lastDescription()).contains("non-active artifact").contains("deploying");
  }

  @Test
  void theOriginalRunsTheConstructorOfAnInstanceThatItThenRefuses() {
    Consumer<SupervisorContext> addTwice =
        supervisor -> supervisor.addInstance(instance(1, "one"), bytes("fail"));
    for (var rules : Rules.values()) {
      var network = new ScriptedChain();
      network
          .script()
          .on(
              "fail",
              context -> {
                throw CallException.service(3, "constructor");
              });
      network.start(network.genesis(rules).build());
      assertThat(network.supervise(addTwice))
          .isEqualTo(rules.instancesAreCheckedBeforeConstruction() ? "core:4" : "service:3");
    }
  }

  @Test
  void aFailingConstructorIsTheCallSiteOfTheError() {
    chain
        .script()
        .on(
            "fail",
            context -> {
              throw CallException.service(3, "constructor");
            });
    chain.supervise(supervisor -> supervisor.addInstance(instance(5, "five"), bytes("fail")));
    var error = chain.blocks().getLast().errors().getFirst();
    assertThat(error.error().callSite())
        .contains(CallSite.of(CallSite.Type.CONSTRUCTOR, new InstanceId(5)));
    assertThat(error.backtrace()).containsExactly(CallSite.method(InstanceId.SUPERVISOR, "", 0));
    assertThat(chain.dispatcherSchema().instance("five")).isEmpty();
  }

  @Test
  void aFailingResumeHookLeavesTheInstanceAsItWas() {
    chain
        .script()
        .on(
            "fail",
            context -> {
              throw CallException.service(4, "resume");
            });
    chain.supervised(operation("stop"));
    assertThat(chain.supervise(supervisor -> supervisor.resume(ID, bytes("fail"))))
        .isEqualTo("service:4");
    assertThat(chain.blocks().getLast().errors().getFirst().error().callSite())
        .contains(CallSite.of(CallSite.Type.RESUME, ID));
    assertThat(chain.state("one").status()).contains(InstanceStatus.stopped());
  }

  @Test
  void aSupervisorThatHidesAFailedConstructorFailsItself() {
    chain
        .script()
        .on(
            "fail",
            context -> {
              throw CallException.service(3, "constructor");
            });
    var code =
        chain.supervise(supervisor -> {
          try {
            supervisor.addInstance(instance(5, "five"), bytes("fail"));
          } catch (CallException e) {
            assertThat(e.error().code()).isEqualTo(3);
          }
        });
    assertThat(code).isEqualTo("core:14");
  }

  private String lastDescription() {
    return chain.blocks().getLast().errors().getFirst().error().description();
  }

  private static EntryIndex<String> entry(CallContext context) {
    return context.data().entry("text", Codecs.string());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
