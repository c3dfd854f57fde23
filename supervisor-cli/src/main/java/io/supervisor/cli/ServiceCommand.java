package io.supervisor.cli;

import com.google.protobuf.ByteString;
import io.supervisor.api.service.Value;
import io.supervisor.wire.runtime.InstanceStatus;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.FreezeService;
import io.supervisor.wire.supervisor.ResumeService;
import io.supervisor.wire.supervisor.ServiceConfig;
import io.supervisor.wire.supervisor.StartService;
import io.supervisor.wire.supervisor.StopService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code service}: instances. All that changes one is a proposal. */
@Command(
    name = "service",
    description = "Starts, stops, configures and asks services; changes are proposals.",
    mixinStandardHelpOptions = true)
final class ServiceCommand {
  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  /** When a change is applied. */
  static final class When {
    @Option(
        names = "--blocks",
        paramLabel = "N",
        description =
            "Blocks until the change is applied; default: at once where one "
                + "administrator decides, else 600.")
    @Nullable Integer blocks;
  }

  @Command(name = "list", description = "Lists the services.", mixinStandardHelpOptions = true)
  int list() {
    try (var session = root.open(spec)) {
      var instances = session.client().supervisor().instances();
      session
          .output()
          .results(
              instances,
              () -> {
                var table = Table.of("ID", "NAME", "ARTIFACT", "STATUS", "DATA");
                instances.forEach(instance -> {
                  var state = instance.getState();
                  table.row(
                      Integer.toUnsignedString(state.getSpec().getId()),
                      state.getSpec().getName(),
                      Requests.text(state.getSpec().getArtifact()),
                      word(state.getStatus()),
                      state.getDataVersion().isEmpty()
                          ? state.getSpec().getArtifact().getVersion()
                          : state.getDataVersion());
                });
                return table;
              });
      return Failures.OK;
    }
  }

  private static String word(InstanceStatus status) {
    return status.hasMigration()
        ? "migrating to " + Requests.text(status.getMigration().getTarget())
        : JsonMessages.word(status.getSimple().getValueDescriptor());
  }

  @Command(
      name = "start",
      description = "Proposes a new service of a deployed artifact.",
      mixinStandardHelpOptions = true)
  int start(
      @Parameters(paramLabel = "ARTIFACT", description = "runtime:name:version.") String artifact,
      @Parameters(paramLabel = "NAME", description = "Of the new service.") String name,
      @Option(
              names = "--config",
              paramLabel = "HEX",
              defaultValue = "",
              description = "Argument of the constructor.")
          String config,
      @Mixin When when,
      @Mixin WaitOptions wait) {
    var start =
        StartService.newBuilder()
            .setArtifact(Requests.artifact(artifact))
            .setName(name)
            .setConfig(ByteString.copyFrom(Hex.bytes("--config", config)));
    try (var session = root.open(spec)) {
      return propose(session, ConfigChange.newBuilder().setStartService(start), when, wait);
    }
  }

  @Command(name = "stop", description = "Proposes to stop.", mixinStandardHelpOptions = true)
  int stop(
      @Parameters(paramLabel = "SERVICE", description = "Name or id.") String service,
      @Mixin When when,
      @Mixin WaitOptions wait) {
    return change(
        service,
        id -> ConfigChange.newBuilder().setStopService(StopService.newBuilder().setInstanceId(id)),
        when,
        wait);
  }

  @Command(
      name = "freeze",
      description = "Proposes to freeze: data can be read, nothing else.",
      mixinStandardHelpOptions = true)
  int freeze(
      @Parameters(paramLabel = "SERVICE", description = "Name or id.") String service,
      @Mixin When when,
      @Mixin WaitOptions wait) {
    return change(
        service,
        id ->
            ConfigChange.newBuilder()
                .setFreezeService(FreezeService.newBuilder().setInstanceId(id)),
        when,
        wait);
  }

  @Command(
      name = "resume",
      description = "Proposes to resume a stopped or frozen service.",
      mixinStandardHelpOptions = true)
  int resume(
      @Parameters(paramLabel = "SERVICE", description = "Name or id.") String service,
      @Option(
              names = "--params",
              paramLabel = "HEX",
              defaultValue = "",
              description = "Argument of the resume hook.")
          String params,
      @Mixin When when,
      @Mixin WaitOptions wait) {
    var bytes = ByteString.copyFrom(Hex.bytes("--params", params));
    return change(
        service,
        id ->
            ConfigChange.newBuilder()
                .setResumeService(ResumeService.newBuilder().setInstanceId(id).setParams(bytes)),
        when,
        wait);
  }

  @Command(
      name = "config",
      description = "Proposes new parameters for a service.",
      mixinStandardHelpOptions = true)
  int config(
      @Parameters(paramLabel = "SERVICE", description = "Name or id.") String service,
      @Option(
              names = "--params",
              paramLabel = "HEX",
              required = true,
              description = "As the service wants them.")
          String params,
      @Mixin When when,
      @Mixin WaitOptions wait) {
    var bytes = ByteString.copyFrom(Hex.bytes("--params", params));
    return change(
        service,
        id ->
            ConfigChange.newBuilder()
                .setService(ServiceConfig.newBuilder().setInstanceId(id).setParams(bytes)),
        when,
        wait);
  }

  private int change(
      String service, IntFunction<ConfigChange.Builder> change, When when, WaitOptions wait) {
    try (var session = root.open(spec)) {
      var overview = session.client().supervisor().overview();
      var id = Requests.instance(overview, service).getSpec().getId();
      return propose(session, change.apply(id), when, wait);
    }
  }

  private static int propose(
      Session session, ConfigChange.Builder change, When when, WaitOptions wait) {
    return ProposalCommand.propose(
        session, List.of(change.build()), Optional.ofNullable(when.blocks), wait);
  }

  @Command(
      name = "query",
      description = "Asks a service a question; without READ, lists those that it answers.",
      mixinStandardHelpOptions = true)
  int query(
      @Parameters(paramLabel = "SERVICE", description = "Name.") String service,
      @Parameters(
              paramLabel = "READ",
              arity = "0..1",
              index = "1",
              description = "Such as v1/wallets/info.")
          @Nullable String read,
      @Parameters(
              paramLabel = "NAME=VALUE",
              arity = "0..*",
              index = "2..*",
              description = "What the question is about.")
          @Nullable Map<String, String> arguments) {
    try (var session = root.open(spec)) {
      if (read == null) {
        return reads(session, service);
      }
      var answer =
          session
              .client()
              .queries()
              .ask(service, read, arguments == null ? Map.of() : new LinkedHashMap<>(arguments));
      var json = Values.toJson(answer.value());
      session.output().result(json, () -> table(answer.value()));
      return Failures.OK;
    }
  }

  private static Table table(Value value) {
    var table = Table.pairs();
    if (value instanceof Value.Struct(var members)) {
      members.forEach((name, member) -> table.row(name, Values.toJson(member)));
    } else {
      table.row(Values.toJson(value));
    }
    return table;
  }

  private static int reads(Session session, String service) {
    var reads = session.client().queries().reads(service);
    session
        .output()
        .results(
            reads,
            () -> {
              var table =
                  Table.of("READ", "PARAMETERS").orIfEmpty(service + " answers no questions.");
              reads.forEach(read ->
                  table.row(
                      read.getName(),
                      read.getParametersList().stream()
                          .map(parameter ->
                              parameter.getName()
                                  + (parameter.getRequired() ? "" : "?")
                                  + ":"
                                  + JsonMessages.word(parameter.getType().getValueDescriptor()))
                          .toList()));
              return table;
            });
    return Failures.OK;
  }
}
