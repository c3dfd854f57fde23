package io.supervisor.server.http;

import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.Read;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.blockchain.QueryEngine;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.runtime.InstanceState;
import io.supervisor.server.node.NodeApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Questions to services, each under {@code /api/services/INSTANCE/READ}: what a service declares is
 * served, and no service knows of HTTP. They come and go with the instances.
 */
final class ServiceReads {
  static final String ROOT = "/api/services/";

  private final NodeApi node;
  private final QueryEngine queries;
  private final Read.Visibility port;

  /**
   * @param port private reads are answered on the private port only, public ones on the public
   */
  ServiceReads(NodeApi node, QueryEngine queries, Read.Visibility port) {
    this.node = node;
    this.queries = queries;
    this.port = port;
  }

  /** Instance and read that a path names. */
  private record Question(String instance, String read) {
    static Optional<Question> of(String path) {
      if (!path.startsWith(ROOT)) {
        return Optional.empty();
      }
      var slash = path.indexOf('/', ROOT.length());
      return slash < 0
          ? Optional.empty()
          : Optional.of(
              new Question(path.substring(ROOT.length(), slash), path.substring(slash + 1)));
    }
  }

  /** The read of a path, as it can be asked for now; empty if there is none. */
  Optional<Endpoint> find(String path) {
    return Question.of(path)
        .flatMap(question -> {
          var state = node.snapshot();
          var reads = reads(state, question.instance());
          if (reads.isEmpty()) {
            return stopped(state, question.instance());
          }
          return reads.get().stream()
              .filter(read -> read.name().equals(question.read()))
              .findFirst()
              .map(read -> endpoint(path, question.instance(), read));
        });
  }

  /** All that can be asked for now. */
  List<Endpoint> all() {
    var state = node.snapshot();
    var endpoints = new ArrayList<Endpoint>();
    for (var entry : dispatcher(state).instances().entries()) {
      var instance = entry.getKey();
      reads(state, instance)
          .orElse(List.of())
          .forEach(
              read -> endpoints.add(endpoint(ROOT + instance + "/" + read.name(), instance, read)));
    }
    return endpoints;
  }

  private Optional<List<Read>> reads(KeyValueView state, String instance) {
    return queries
        .reads(state, instance, port)
        .map(reads -> reads.stream().filter(read -> read.visibility() == port).toList());
  }

  /** An instance that is there, but answers nothing now, says so. */
  private static Optional<Endpoint> stopped(KeyValueView state, String instance) {
    return dispatcher(state)
        .instance(instance)
        .map(InstanceState::statusWord)
        .map(status -> {
          throw Problem.notFound("Service is not running", instance + " is " + status).exception();
        });
  }

  private Endpoint endpoint(String path, String instance, Read read) {
    var parameters = read.parameters().stream().map(Parameter::of).toList();
    return Endpoint.get(
        path,
        "Read " + read.name() + " of " + instance,
        parameters,
        "Any",
        request -> answer(instance, read, parameters, request.arguments()));
  }

  private Answer answer(
      String instance, Read read, List<Parameter> parameters, Arguments arguments) {
    var texts = new HashMap<String, String>();
    for (var parameter : parameters) {
      arguments.findText(parameter.name()).ifPresent(text -> texts.put(parameter.name(), text));
    }
    var state = node.snapshot();
    return switch (ask(state, instance, read, texts)) {
      case QueryAnswer.Answered(_, var value) -> Answer.json(value);
      case QueryAnswer.UnknownInstance _ -> throw Problem.notFound("Not found", "").exception();
      case QueryAnswer.UnknownRead _ -> throw Problem.notFound("Not found", "").exception();
      case QueryAnswer.Unavailable(var name, var status) ->
          throw Problem.notFound("Service is not running", name + " is " + status).exception();
      case QueryAnswer.BadArguments(var violations) ->
          throw Problem.badRequest(
                  Arguments.INVALID_QUERY,
                  violations.stream()
                      .map(violation -> violation.parameter() + ": " + violation.description())
                      .collect(Collectors.joining("; ")))
              .exception();
      case QueryAnswer.Refused(var reason, var title, var detail) -> {
        var status =
            switch (reason) {
              case NOT_FOUND -> 404;
              case INVALID -> 400;
            };
        throw refused(state, instance, Problem.of(status, title, detail));
      }
      case QueryAnswer.Failed(var name, var question, var thrown) ->
          throw refused(
              state,
              instance,
              Problem.of(500, "Service failed", question + " of " + name + ": " + thrown));
    };
  }

  private QueryAnswer ask(
      KeyValueView state, String instance, Read read, Map<String, String> arguments) {
    return queries.ask(state, instance, read.name(), port, arguments);
  }

  private static ProblemException refused(KeyValueView state, String instance, Problem problem) {
    return dispatcher(state)
        .instance(instance)
        .map(InstanceState::spec)
        .map((InstanceSpec spec) -> problem.from(spec))
        .orElse(problem)
        .exception();
  }

  private static DispatcherSchema dispatcher(KeyValueView state) {
    return new DispatcherSchema(new Snapshot(state).access(""));
  }
}
