package io.supervisor.client;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.ListConsensusConfigsRequest;
import io.supervisor.rpc.v1.ListConsensusConfigsResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Follows the validators through every configuration that a network has had: whom a block that is
 * certified by those trusted names next, is trusted next.
 */
final class ConfigHistory {
  private static final int PAGE_SIZE = 100;

  /** More configurations than any network has had: a node that names more of them lies. */
  private static final int CONFIGS_MAX = 100_000;

  private final Duration limit;

  /**
   * @param limit for each page
   */
  ConfigHistory(Duration limit) {
    this.limit = limit;
  }

  /** From the configuration of genesis, whose hash is known. */
  CompletableFuture<ValidatorSets> fromGenesis(Node node, Hash genesis) {
    return read(node)
        .thenApply(history -> {
          if (history.isEmpty() || !history.get(0).isOfGenesis()) {
            throw Verifier.lie(node, Reason.NOT_ABOUT, "the first configuration is not of genesis");
          }
          var first = history.get(0);
          Verifier.believe(node, first.proof().blockProof().check(genesis));
          return follow(ValidatorSets.of(first.config().consensusKeys()), history);
        });
  }

  /** From validators that are trusted already, wherever in the history they stand. */
  CompletableFuture<ValidatorSets> from(Node node, ValidatorSets trusted) {
    return read(node).thenApply(history -> follow(trusted, history));
  }

  private static ValidatorSets follow(ValidatorSets trusted, List<ProvenConfig> history) {
    var sets = trusted;
    for (var next : history) {
      // Those before the trusted ones are certified by others, and of no use.
      var certified = next.certifiedBy(sets);
      if (certified.isValid() && sets.isFollowedBefore(next.height())) {
        sets = sets.with(next.config().consensusKeys(), certified.orElseThrow().height());
      }
    }
    return sets;
  }

  private CompletableFuture<List<ProvenConfig>> read(Node node) {
    return read(node, "", new ArrayList<>());
  }

  private CompletableFuture<List<ProvenConfig>> read(
      Node node, String page, List<ProvenConfig> before) {
    var request =
        ListConsensusConfigsRequest.newBuilder().setPageSize(PAGE_SIZE).setPageToken(page).build();
    return Unary.<ListConsensusConfigsResponse>call(
            node,
            observer ->
                node.stub(LedgerServiceGrpc::newStub, limit)
                    .listConsensusConfigs(request, observer))
        .thenCompose(answer -> {
          answer
              .getConfigsList()
              .forEach(
                  each -> before.add(ProvenConfig.of(node, each.getConfig(), each.getProof())));
          if (answer.getNextPageToken().isEmpty()) {
            return CompletableFuture.completedFuture(before);
          }
          if (answer.getConfigsCount() == 0 || before.size() > CONFIGS_MAX) {
            throw Verifier.lie(node, Reason.MALFORMED, "configurations without end");
          }
          return read(node, answer.getNextPageToken(), before);
        });
  }
}
