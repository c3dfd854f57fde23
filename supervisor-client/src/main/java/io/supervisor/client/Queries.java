package io.supervisor.client;

import io.supervisor.api.Height;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.rpc.v1.ListReadsRequest;
import io.supervisor.rpc.v1.ListReadsResponse;
import io.supervisor.rpc.v1.QueryRequest;
import io.supervisor.rpc.v1.QueryResponse;
import io.supervisor.rpc.v1.QueryServiceGrpc;
import io.supervisor.rpc.v1.ReadMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Questions to services. What a service answers is its own affair: the block that belongs to an
 * answer is verified here, the way from there to the value by whoever knows the service, with
 * {@link ValueProofs}.
 */
public final class Queries {
  private final Nodes nodes;
  private final Verifier verifier;
  private final Newest newest;
  private final ClientSettings settings;

  Queries(Nodes nodes, Verifier verifier, Newest newest, ClientSettings settings) {
    this.nodes = nodes;
    this.verifier = verifier;
    this.newest = newest;
    this.settings = settings;
  }

  /**
   * Asks without proof.
   *
   * @param instance name of the instance
   * @param read name of the read, such as {@code v1/wallets/info}
   * @param arguments in the text form of their types: hashes and keys as hexadecimal digits
   * @throws NotFoundException if there is no such instance or read, or the service says so
   */
  public QueryAnswer ask(String instance, String read, Map<String, String> arguments) {
    return Waiting.join(askAsync(instance, read, arguments));
  }

  /** As {@link #ask}. */
  public CompletableFuture<QueryAnswer> askAsync(
      String instance, String read, Map<String, String> arguments) {
    return call(instance, read, arguments, false);
  }

  /** As {@link #ask}, with the verified block of the snapshot. */
  public QueryAnswer askWithBlock(String instance, String read, Map<String, String> arguments) {
    return Waiting.join(askWithBlockAsync(instance, read, arguments));
  }

  /** As {@link #askWithBlock}. */
  public CompletableFuture<QueryAnswer> askWithBlockAsync(
      String instance, String read, Map<String, String> arguments) {
    return call(instance, read, arguments, true);
  }

  private CompletableFuture<QueryAnswer> call(
      String instance, String read, Map<String, String> arguments, boolean withBlock) {
    var request =
        QueryRequest.newBuilder()
            .setInstance(instance)
            .setMethod(read)
            .putAllArguments(arguments)
            .setWithBlockProof(withBlock)
            .build();
    return nodes.call(
        settings.limit(),
        settings.attemptMax(),
        (node, time) ->
            Unary.<QueryResponse>call(
                    node,
                    observer -> node.stub(QueryServiceGrpc::newStub, time).query(request, observer))
                .thenCompose(answer -> answer(node, answer, withBlock)));
  }

  private CompletableFuture<QueryAnswer> answer(
      Node node, QueryResponse answer, boolean withBlock) {
    var plain =
        Verifier.believe(
            node,
            Checked.of(() ->
                new QueryAnswer(
                    Values.fromMessage(answer.getValue()),
                    new Height(answer.getHeight()),
                    Optional.empty())));
    newest.requireSeen(node, plain.height());
    if (!withBlock) {
      return CompletableFuture.completedFuture(plain);
    }
    return verifier
        .block(node, ProofMessages.fromWire(answer.getBlockProof()))
        .thenApply(block -> Blocks.ofHeight(node, block, plain.height()))
        .thenApply(block -> newest.require(node, block))
        .thenApply(block -> new QueryAnswer(plain.value(), plain.height(), Optional.of(block)));
  }

  /** The questions that an instance answers, as the node says. */
  public List<ReadMethod> reads(String instance) {
    var request = ListReadsRequest.newBuilder().setInstance(instance).build();
    return Waiting.join(
        nodes.call(
            settings.limit(),
            settings.attemptMax(),
            (node, time) ->
                Unary.<ListReadsResponse>call(
                        node,
                        observer ->
                            node.stub(QueryServiceGrpc::newStub, time).listReads(request, observer))
                    .thenApply(ListReadsResponse::getReadsList)));
  }
}
