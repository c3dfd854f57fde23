package io.supervisor.server.command;

import io.supervisor.server.NodeOptions;
import io.supervisor.server.RunningNode;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.node.NodeStatus;
import io.supervisor.server.observe.EventLog;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** One node as this process: runs until it is asked to stop, by signal or call, or fails. */
final class NodeProcess {
  private static final long POLL_MS = 50;

  private NodeProcess() {}

  /** Exit code 0 after an orderly stop, 1 if the node could not go on. */
  static int run(NodeConfig config, NodeOptions options) throws IOException {
    var started = new CompletableFuture<RunningNode>();
    var exitCode = new CompletableFuture<Integer>();
    // A signal starts the hook, and the process ends with it: so it waits for the node, and says
    // that an orderly end is 0, not 143.
    var hook = Thread.ofPlatform().name("stop").unstarted(() -> stop(started, exitCode));
    Runtime.getRuntime().addShutdownHook(hook);
    NodeSignals.outlive(new EventLog());
    try {
      var node = new RunningNode(config, options, Version.current());
      started.complete(node);
      System.out.println("ready");
      System.out.flush();
      exitCode.complete(await(node));
    } finally {
      exitCode.complete(ServerCommand.FAILED);
    }
    return exitCode.join();
  }

  private static void stop(
      CompletableFuture<RunningNode> started, CompletableFuture<Integer> exitCode) {
    if (started.isDone()) {
      started.join().api().shutdown();
    } else if (exitCode.isDone()) {
      return; // it could not start, and ends by itself
    } else {
      // To start can take minutes; to end it so is as safe as a crash, which the next start mends.
      exitCode.complete(0);
    }
    Runtime.getRuntime().halt(exitCode.join());
  }

  private static int await(RunningNode node) {
    try (node) {
      announceActive(node);
      node.ended().join();
      return 0;
    } catch (CompletionException e) {
      return ServerCommand.FAILED; // it has been logged where it happened
    }
  }

  /** Says so once the node takes part in its network, which may be never. */
  private static void announceActive(RunningNode node) {
    var ended = node.ended();
    while (!ended.isDone()) {
      if (node.api().status().join().phase() == NodeStatus.Phase.ACTIVE) {
        System.out.println(LocalNode.ACTIVE);
        System.out.flush();
        return;
      }
      ended.copy().completeOnTimeout(null, POLL_MS, TimeUnit.MILLISECONDS).join();
    }
  }
}
