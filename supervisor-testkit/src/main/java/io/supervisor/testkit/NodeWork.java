package io.supervisor.testkit;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.runtime.AfterCommit;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.Dispatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What nodes do by themselves after a commit: they run the hooks of services, deploy, and send
 * transactions, which go into the pool. All nodes share one set of runtimes.
 */
final class NodeWork {
  private final Dispatcher dispatcher;
  private final BlockExecutor executor;
  private final TestPool pool;
  private final Map<ArtifactId, byte[]> deployed = new HashMap<>();

  /**
   * What went wrong without being recorded on the chain.
   *
   * @param missing artifacts that the next blocks may need, and why they are not there
   */
  record Failures(List<AfterCommit.HookFailure> hooks, Map<ArtifactId, ExecutionError> missing) {}

  NodeWork(Dispatcher dispatcher, BlockExecutor executor, TestPool pool) {
    this.dispatcher = dispatcher;
    this.executor = executor;
    this.pool = pool;
  }

  /** Notes what genesis has deployed. */
  void afterGenesis(KeyValueView state) {
    deployed.putAll(registered(state));
  }

  /** What has to be deployed to go on from a state, with specifications. */
  Map<ArtifactId, byte[]> registered(KeyValueView state) {
    var required = new LinkedHashMap<ArtifactId, byte[]>();
    executor.registered(state).forEach(each -> required.put(each.artifact(), each.spec()));
    return required;
  }

  /** Does what a block demands of all nodes, then what it makes some of them do, in their order. */
  Failures afterCommit(KeyValueView state, ExecutedBlock block, List<TestNode> nodes) {
    var missing = follow(block.changes().actions());
    var failures = new ArrayList<AfterCommit.HookFailure>();
    for (var node : nodes) {
      var work = executor.afterCommit(state, block, node.identity());
      work.actions().forEach(action -> carryOut(action, node));
      failures.addAll(work.failures());
    }
    return new Failures(failures, missing);
  }

  /** What the blocks to come need; returns what could not be done. */
  private Map<ArtifactId, ExecutionError> follow(List<CommitAction> actions) {
    var missing = new LinkedHashMap<ArtifactId, ExecutionError>();
    for (var action : actions) {
      var error = executor.follow(action);
      switch (action) {
        case CommitAction.RequireDeployed(var artifact, var spec) ->
            error.ifPresentOrElse(
                problem -> missing.put(artifact, problem), () -> deployed.put(artifact, spec));
        case CommitAction.Unload(var artifact) -> deployed.remove(artifact);
        case CommitAction.Broadcast _, CommitAction.Deploy _ -> {
          // Of one node alone.
        }
      }
    }
    return missing;
  }

  private void carryOut(CommitAction action, TestNode node) {
    switch (action) {
      case CommitAction.Broadcast(var instance, var method, var arguments) ->
          pool.add(VerifiedTransaction.sign(instance, method, arguments, node.serviceKey()));
      case CommitAction.Deploy(var artifact, var spec, var report) -> {
        var error = dispatcher.deploy(artifact, spec);
        if (error.isEmpty()) {
          deployed.put(artifact, spec);
        }
        report.apply(error).ifPresent(broadcast -> carryOut(broadcast, node));
      }
      case CommitAction.RequireDeployed _, CommitAction.Unload _ -> {
        // Done once for all nodes.
      }
    }
  }

  /** Artifacts whose code is loaded, with their specifications. */
  Map<ArtifactId, byte[]> deployed() {
    return Map.copyOf(deployed);
  }

  /** Loads and unloads until exactly these are there. */
  void restore(Map<ArtifactId, byte[]> wanted) {
    var actions = new ArrayList<CommitAction>();
    for (var artifact : deployed.keySet()) {
      if (!wanted.containsKey(artifact)) {
        actions.add(new CommitAction.Unload(artifact));
      }
    }
    wanted.forEach(
        (artifact, spec) -> actions.add(new CommitAction.RequireDeployed(artifact, spec)));
    var missing = follow(actions);
    if (!missing.isEmpty()) {
      throw new IllegalStateException("cannot be deployed again: " + missing);
    }
  }
}
