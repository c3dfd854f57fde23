package io.supervisor.server.rpc;

import io.grpc.stub.StreamObserver;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.api.service.Read;
import io.supervisor.core.blockchain.Proofs;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.blockchain.QueryEngine;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.rpc.v1.ListReadsRequest;
import io.supervisor.rpc.v1.ListReadsResponse;
import io.supervisor.rpc.v1.QueryRequest;
import io.supervisor.rpc.v1.QueryResponse;
import io.supervisor.rpc.v1.QueryServiceGrpc;
import io.supervisor.rpc.v1.ReadMethod;
import io.supervisor.rpc.v1.ReadParameter;
import io.supervisor.rpc.v1.ReadType;
import io.supervisor.server.node.NodeApi;
import java.util.Comparator;
import java.util.Locale;

/** Questions to services. */
final class QueryRpc extends QueryServiceGrpc.QueryServiceImplBase {
  private final NodeApi node;
  private final QueryEngine queries;
  private final Read.Visibility port;

  /**
   * @param port private reads are answered on the private one only
   */
  QueryRpc(NodeApi node, QueryEngine queries, Read.Visibility port) {
    this.node = node;
    this.queries = queries;
    this.port = port;
  }

  @Override
  public void query(QueryRequest request, StreamObserver<QueryResponse> observer) {
    var instance = Requests.instanceName(request.getInstance());
    var read = Requests.readName(request.getMethod());
    var state = node.snapshot();
    var answer = queries.ask(state, instance, read, port, request.getArgumentsMap());
    switch (answer) {
      case QueryAnswer.Answered answered ->
          Answers.answer(observer, response(answered, state, request.getWithBlockProof()));
      case QueryAnswer.UnknownInstance(var name) ->
          throw Errors.notFound(
              Errors.Reason.INSTANCE_NOT_FOUND, "instance: there is none named " + name);
      case QueryAnswer.Unavailable(var name, var status) ->
          throw Errors.precondition(
              Errors.Reason.INSTANCE_NOT_ACTIVE, "instance: " + name + " is " + status);
      case QueryAnswer.UnknownRead(var name, var method) ->
          throw Errors.notFound(
              Errors.Reason.READ_NOT_FOUND,
              String.format(
                  Locale.ROOT,
                  "method: instance %s answers no %s here; ListReads tells what it does",
                  name,
                  method));
      case QueryAnswer.BadArguments(var violations) ->
          throw Errors.invalid(
              violations.stream()
                  .map(violation ->
                      Requests.violation(
                          "arguments[" + violation.parameter() + "]", violation.description()))
                  .toList());
      case QueryAnswer.Refused refused -> throw Errors.of(refused);
      case QueryAnswer.Failed(var name, var method, var thrown) ->
          throw new IllegalStateException("read " + method + " of " + name + " failed", thrown);
    }
  }

  private QueryResponse response(
      QueryAnswer.Answered answered, KeyValueView state, boolean withBlockProof) {
    var response =
        QueryResponse.newBuilder()
            .setValue(Values.toMessage(answered.value()))
            .setHeight(answered.height().value());
    if (withBlockProof && answered.height().value() > 0) {
      response.setBlockProof(ProofMessages.toWire(new Proofs(state, node.chain()).lastBlock()));
    }
    return response.build();
  }

  @Override
  public void listReads(ListReadsRequest request, StreamObserver<ListReadsResponse> observer) {
    var instance = Requests.instanceName(request.getInstance());
    var reads =
        queries
            .reads(node.snapshot(), instance, port)
            .orElseThrow(() ->
                Errors.notFound(
                    Errors.Reason.INSTANCE_NOT_FOUND,
                    "instance: there is none named " + instance + " that answers now"));
    Answers.answer(
        observer,
        ListReadsResponse.newBuilder()
            .addAllReads(
                reads.stream()
                    .sorted(Comparator.comparing(Read::name))
                    .map(QueryRpc::method)
                    .toList())
            .build());
  }

  private static ReadMethod method(Read read) {
    return ReadMethod.newBuilder()
        .setName(read.name())
        .setPrivate(read.visibility() == Read.Visibility.PRIVATE)
        .addAllParameters(read.parameters().stream().map(QueryRpc::parameter).toList())
        .build();
  }

  private static ReadParameter parameter(Read.Parameter parameter) {
    return ReadParameter.newBuilder()
        .setName(parameter.name())
        .setType(type(parameter.type()))
        .setRequired(parameter.required())
        .build();
  }

  private static ReadType type(Read.Type type) {
    return switch (type) {
      case TEXT -> ReadType.READ_TYPE_TEXT;
      case U64 -> ReadType.READ_TYPE_U64;
      case BOOL -> ReadType.READ_TYPE_BOOL;
      case HASH -> ReadType.READ_TYPE_HASH;
      case PUBLIC_KEY -> ReadType.READ_TYPE_PUBLIC_KEY;
    };
  }
}
