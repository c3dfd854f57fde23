package io.supervisor.core.supervisor;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.Method;
import io.supervisor.core.runtime.ArtifactState;
import io.supervisor.core.runtime.InstanceState;
import io.supervisor.core.runtime.InstanceStatus;
import io.supervisor.core.runtime.SupervisorContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a proposal may contain. The changes are checked in their order, each by the list of checks
 * of its kind; the first that fails is the answer. Changes nothing, so that it serves proposals and
 * dry runs alike. Source: supervisor.md section 6.2.
 */
final class ProposalCheck {
  private static final int VERIFY_CONFIG = 0;

  private final SupervisorContext context;
  private final Set<InstanceId> named = new HashSet<>();
  private final Set<String> started = new HashSet<>();
  private final List<ArtifactId> startedFrom = new ArrayList<>();
  private final List<ArtifactId> unloaded = new ArrayList<>();
  private boolean consensusChanged;
  private boolean rulesChanged;

  private ProposalCheck(SupervisorContext context) {
    this.context = context;
  }

  /**
   * Checks the changes of one proposal.
   *
   * @throws CallException with the code of what is wrong; what a service answers to its new
   *     configuration is passed on as it is
   */
  static void check(SupervisorContext context, List<ConfigChange> changes) {
    var check = new ProposalCheck(context);
    changes.forEach(check::check);
    check.nothingStartsFromUnloadedArtifacts();
  }

  private void check(ConfigChange change) {
    switch (change) {
      case ConfigChange.Consensus(var config) -> consensus(config);
      case ConfigChange.ServiceConfig(var instance, var params) -> {
        namedOnce(instance);
        context.call(instance, Method.CONFIGURE, VERIFY_CONFIG, params.toByteArray());
      }
      case ConfigChange.StartService start -> start(start);
      case ConfigChange.StopService(var instance) -> stop(instance);
      case ConfigChange.FreezeService(var instance) -> freeze(instance);
      case ConfigChange.ResumeService resume -> resume(resume.instance());
      case ConfigChange.UnloadArtifact(var artifact) -> unload(artifact);
      case ConfigChange.ChangeRules(var rules) -> changeRules(rules);
    }
  }

  private void consensus(ConsensusConfig config) {
    refuseIf(consensusChanged, "Discarded multiple consensus change proposals in one request");
    consensusChanged = true;
    config.violation().ifPresent(ProposalCheck::refuse);
    if (context.rules().administrationIsProtected()) {
      Succession.violation(context.consensusConfig(), config).ifPresent(ProposalCheck::refuse);
    }
  }

  private void start(ConfigChange.StartService start) {
    var name = start.name();
    var artifact = start.artifact();
    refuseIf(!started.add(name), "Discarded multiple starts of service `" + name + "`");
    startedFrom.add(artifact);
    validInstanceName(name);
    activeArtifact(name, artifact);
    if (context.state(name).isPresent()) {
      throw SupervisorError.INSTANCE_EXISTS.exception(
          "Discarded an attempt to start of the already started instance " + name + ".");
    }
  }

  private static void validInstanceName(String name) {
    if (!InstanceSpec.isValidName(name)) {
      var reason =
          name.isEmpty()
              ? "Service name is empty"
              : "Service name contains illegal character, use only: a-zA-Z0-9 and _-";
      throw SupervisorError.INVALID_INSTANCE_NAME.exception(
          "Service name `" + name + "` is invalid: " + reason);
    }
  }

  private void activeArtifact(String name, ArtifactId artifact) {
    var state = context.artifact(artifact);
    if (!state.map(ArtifactState::isActive).orElse(false)) {
      throw SupervisorError.UNKNOWN_ARTIFACT.exception(
          String.format(
              Locale.ROOT,
              "Discarded start of service `%s` from the %s artifact `%s`.",
              name,
              state.isEmpty() ? "unknown" : "non-active",
              artifact));
    }
  }

  private void stop(InstanceId instance) {
    namedOnce(instance);
    supervisorGoesOn(instance, "stop");
    var state = present(instance);
    allowed("stop", state, InstanceStatus.Active.class, InstanceStatus.Frozen.class);
  }

  private void freeze(InstanceId instance) {
    namedOnce(instance);
    supervisorGoesOn(instance, "freeze");
    var state = present(instance);
    allowed("freeze", state, InstanceStatus.Active.class);
    var artifact = state.spec().artifact();
    refuseIf(
        !context.supportsFreezing(artifact.runtimeId()),
        String.format(
            Locale.ROOT,
            "Discarded an attempt to freeze service `%s`: its runtime does not support freezing (%s)",
            state.spec().name(),
            artifact));
  }

  private void resume(InstanceId instance) {
    namedOnce(instance);
    var state = present(instance);
    allowed("resume", state, InstanceStatus.Stopped.class, InstanceStatus.Frozen.class);
    refuseIf(
        state.explicitDataVersion().isPresent(),
        String.format(
            Locale.ROOT,
            "Service `%s` has data version (%s) differing from its artifact version (%s) and thus cannot be resumed",
            state.spec().name(),
            state.dataVersion(),
            state.spec().artifact().version()));
  }

  private void unload(ArtifactId artifact) {
    refuseIf(
        unloaded.stream().anyMatch(artifact::isSameAs),
        "Discarded multiple unloads of artifact `" + artifact + "`");
    unloaded.add(artifact);
    try {
      context.checkUnload(artifact);
    } catch (CallException e) {
      refuse(e.error().description());
    }
  }

  private void changeRules(int rules) {
    refuseIf(rulesChanged, "Discarded multiple changes of rules in one request");
    rulesChanged = true;
    var current = context.rules();
    var next = current.next();
    refuseIf(
        next.isEmpty() || next.orElseThrow().number() != rules,
        String.format(
            Locale.ROOT,
            "Discarded a change of rules from %d to %s: %s",
            current.number(),
            Integer.toUnsignedString(rules),
            next.map(known -> "only " + known.number() + " may follow")
                .orElse("this software knows no later ones")));
  }

  private void nothingStartsFromUnloadedArtifacts() {
    for (var artifact : unloaded) {
      refuseIf(
          startedFrom.stream().anyMatch(artifact::isSameAs),
          "Discarded an attempt to both unload artifact `"
              + artifact
              + "` and start a service from it");
    }
  }

  private void namedOnce(InstanceId instance) {
    refuseIf(
        !named.add(instance), "Discarded several actions concerning service with ID " + instance);
  }

  private void supervisorGoesOn(InstanceId instance, String verb) {
    refuseIf(
        instance.equals(InstanceId.SUPERVISOR) && context.rules().administrationIsProtected(),
        "Discarded an attempt to " + verb + " the supervisor: nobody could resume it");
  }

  private InstanceState present(InstanceId instance) {
    return context
        .state(instance)
        .orElseThrow(() ->
            SupervisorError.MALFORMED_CONFIG_PROPOSE.exception(
                "Instance with ID " + instance + " is absent from the blockchain"));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // The list only reads them.
  private static void allowed(
      String verb, InstanceState state, Class<? extends InstanceStatus>... statuses) {
    refuseIf(
        List.of(statuses).stream()
            .noneMatch(status -> state.status().filter(status::isInstance).isPresent()),
        String.format(
            Locale.ROOT,
            "Discarded an attempt to %s service `%s` with inappropriate status (%s)",
            verb,
            state.spec().name(),
            state.statusWord()));
  }

  private static void refuseIf(boolean wrong, String description) {
    if (wrong) {
      refuse(description);
    }
  }

  private static void refuse(String description) {
    throw SupervisorError.MALFORMED_CONFIG_PROPOSE.exception(description);
  }
}
