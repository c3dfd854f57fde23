package io.supervisor.server.replay;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.blockchain.Admission;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.blockchain.QueryEngine;
import io.supervisor.core.explorer.ExplorerArtifact;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.MemoryStore;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.replay.RefConfigArtifact;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.BuiltInArtifacts;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.core.supervisor.SupervisorArtifact;
import io.supervisor.core.supervisor.SupervisorService;
import io.supervisor.core.time.TimeOracleArtifact;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import io.supervisor.wire.CallInBlock;
import io.supervisor.wire.runtime.ErrorKind;
import io.supervisor.wire.runtime.ExecutionError;
import io.supervisor.wire.supervisor.Config;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Executes recorded blocks one after the other, and insists that nothing differs. */
final class Replay {
  private static final Map<ArtifactId, ServiceArtifact> AVAILABLE =
      Map.of(
          SupervisorArtifact.ID,
          new SupervisorArtifact(),
          ExplorerArtifact.ID,
          new ExplorerArtifact(),
          RefConfigArtifact.ID,
          new RefConfigArtifact(),
          TimeOracleArtifact.ID,
          new TimeOracleArtifact(() -> Instant.EPOCH),
          ArtifactId.parse("0:exonum-cryptocurrency:0.1.0"),
          new io.supervisor.examples.cryptocurrency.plain.CryptocurrencyArtifact(),
          ArtifactId.parse("0:exonum-cryptocurrency:0.2.0"),
          new CryptocurrencyArtifact());

  private static final byte[] DECENTRALIZED =
      Config.newBuilder().setMode(SupervisorMode.DECENTRALIZED).build().toByteArray();

  private static final String MALFORMED =
      "Malformed arguments for calling a service interface method: ";

  private final Dispatcher dispatcher =
      new Dispatcher(
          List.of(
              new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, new BuiltInArtifacts(AVAILABLE))));
  private final BlockExecutor executor = new BlockExecutor(dispatcher);
  private final MemoryStore store = new MemoryStore();
  private int scriptsRun;

  /** Executes a block that follows the last one, compares all, and makes it the last one. */
  void advance(RecordedChain.Block block) {
    var executed = execute(block, block.transactions());
    store.apply(executed.patch());
    runScripts();
    for (var action : executed.changes().actions()) {
      switch (action) {
        case CommitAction.RequireDeployed(var artifact, var spec) ->
            dispatcher
                .deploy(artifact, spec)
                .ifPresent(error -> {
                  throw new AssertionError("artifact " + artifact + ": " + error);
                });
        case CommitAction.Unload(var artifact) -> dispatcher.unload(artifact);
        case CommitAction.Broadcast _, CommitAction.Deploy _ ->
            throw new AssertionError("not a change of a block: " + action);
      }
    }
  }

  /** At once, while four nodes ran them in the background: what comes of them is the same. */
  private void runScripts() {
    var migrations = dispatcher.migrations();
    migrations.cleanUp(store.snapshot()).ifPresent(store::apply);
    for (var left = migrations.underWay(store.snapshot());
        !left.isEmpty();
        left = migrations.underWay(store.snapshot())) {
      var step = migrations.step(store.snapshot(), left.getFirst());
      store.apply(step.patch());
      if (step.progress().result().isPresent()) {
        scriptsRun++;
      }
    }
  }

  /** Migrations whose scripts have come to an end. */
  int scriptsRun() {
    return scriptsRun;
  }

  /** As {@link #advance}, but with other transactions, and the state stays as it is. */
  ExecutedBlock execute(RecordedChain.Block block, List<byte[]> transactions) {
    var executed =
        block.height().equals(Height.GENESIS)
            ? executor.genesis(genesis())
            : executor.execute(store.snapshot(), contents(block, transactions));
    compare(block, executed);
    return executed;
  }

  /** Asks a service in the state after the last block. */
  QueryAnswer ask(ChainReader chain, String instance, String read, Map<String, String> arguments) {
    return new QueryEngine(dispatcher, chain)
        .ask(store.snapshot(), instance, read, Read.Visibility.PUBLIC, arguments);
  }

  private static Genesis genesis() {
    var supervisor =
        new InstanceSpec(InstanceId.SUPERVISOR, SupervisorService.NAME, SupervisorArtifact.ID);
    return Genesis.builder(RecordedChain.consensusConfig(), Rules.ORIGINAL)
        .instance(supervisor, DECENTRALIZED)
        .instance(ExplorerArtifact.INSTANCE, new byte[0])
        .build();
  }

  private BlockContents contents(RecordedChain.Block block, List<byte[]> bytes) {
    var admission = Admission.of(store.snapshot());
    var transactions = bytes.stream().map(VerifiedTransaction::trusted).toList();
    for (var transaction : transactions) {
      admission
          .check(transaction)
          .ifPresent(error -> {
            throw new AssertionError(
                "block " + block.height() + ": not admitted: " + error.description());
          });
    }
    var header = Canonical.fromWire(Blocks.parse(block.header()));
    return new BlockContents(block.height(), header.proposer().orElseThrow(), transactions);
  }

  private void compare(RecordedChain.Block block, ExecutedBlock executed) {
    var where = "block " + block.height() + ": ";
    if (!executed.header().stateHash().equals(block.stateHash())) {
      throw new AssertionError(where + "state differs in " + differingIndexes(block, executed));
    }
    var errors = errors(executed);
    if (!errors.equals(expectedErrors(block))) {
      throw new AssertionError(
          where + "errors: got\n" + errors + "\nwant\n" + expectedErrors(block));
    }
    if (!executed.hash().equals(block.hash())) {
      throw new AssertionError(
          where
              + "header: got\n"
              + Canonical.toWire(executed.header())
              + "want\n"
              + Blocks.parse(block.header()));
    }
  }

  private static Map<CallInBlock, ExecutionError> errors(ExecutedBlock executed) {
    var errors = new LinkedHashMap<CallInBlock, ExecutionError>();
    for (var error : executed.errors()) {
      errors.put(Canonical.toWire(error.call()), comparable(Canonical.toWire(error.error())));
    }
    return errors;
  }

  private static Map<CallInBlock, ExecutionError> expectedErrors(RecordedChain.Block block) {
    var errors = new LinkedHashMap<CallInBlock, ExecutionError>();
    block.errors().forEach((call, error) -> errors.put(call, comparable(error)));
    return errors;
  }

  /**
   * Without the descriptions that are a service's own, and what libraries of the original say of
   * malformed arguments: no hash covers them.
   */
  private static ExecutionError comparable(ExecutionError error) {
    if (error.getKind() == ErrorKind.SERVICE && error.getCallSite().getInstanceId() != 0) {
      return error.toBuilder().clearDescription().build();
    }
    return error.getDescription().startsWith(MALFORMED)
        ? error.toBuilder().setDescription(MALFORMED).build()
        : error;
  }

  /** Names of the indexes whose hash is another one than at this height of the recorded chain. */
  private String differingIndexes(RecordedChain.Block block, ExecutedBlock executed) {
    var want = RecordedChain.indexes(block.height());
    var got = aggregated(executed);
    var names = new TreeSet<>(want.keySet());
    names.addAll(got.keySet());
    return names.stream()
        .filter(name -> !String.valueOf(want.get(name)).equals(String.valueOf(got.get(name))))
        .map(name -> name + " (got " + got.get(name) + ", want " + want.get(name) + ")")
        .collect(Collectors.joining(", "));
  }

  private Map<String, Hash> aggregated(ExecutedBlock executed) {
    var after = new MemoryStore();
    after.apply(everything(store.snapshot()));
    after.apply(executed.patch());
    return new Snapshot(after.snapshot()).aggregated();
  }

  private static Patch everything(KeyValueView view) {
    var changes = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    view.scan(new byte[0], null)
        .forEachRemaining(entry -> changes.put(entry.getKey(), Optional.of(entry.getValue())));
    return Patch.of(changes);
  }
}
