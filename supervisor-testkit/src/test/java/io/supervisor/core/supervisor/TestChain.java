package io.supervisor.core.supervisor;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.replay.RefConfigArtifact;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.runtime.InstanceState;
import io.supervisor.core.runtime.NodeIdentity;
import io.supervisor.testkit.TestNetwork;
import io.supervisor.testkit.TestNode;
import io.supervisor.wire.runtime.MigrationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A network for stories about the real supervisor. Nodes send nothing by themselves: tests write
 * each block.
 *
 * <p>Instance 4 {@code probe} runs from genesis on and fails on demand ({@link RefConfigArtifact}).
 * Runtime 5 has migrations, runtime 6 cannot freeze; runtime 9 is not there.
 */
final class TestChain {
  static final ArtifactId PROBE = RefConfigArtifact.ID;
  static final InstanceId PROBE_ID = new InstanceId(4);
  static final int RUNTIME_WITH_SCRIPTS = 5;
  static final int RUNTIME_WITHOUT_FREEZING = 6;

  private final TestNetwork network;
  private final List<CommitAction> actions = new ArrayList<>();

  TestChain(Rules rules, SupervisorMode mode, int validators) {
    network =
        TestNetwork.builder()
            .validators(validators)
            .passive()
            .rules(rules)
            .mode(mode)
            .service(PROBE, new RefConfigArtifact())
            .service(CallerArtifact.ID, new CallerArtifact())
            .runtime(new ScriptedRuntime(RUNTIME_WITH_SCRIPTS, true))
            .runtime(new ScriptedRuntime(RUNTIME_WITHOUT_FREEZING, false))
            .artifact(CallerArtifact.ID)
            .instance(PROBE_ID.value(), "probe", PROBE)
            .build();
  }

  static ConsensusConfig config(int validators) {
    return ConsensusConfig.of(
        IntStream.range(0, validators).mapToObj(TestChain::validatorKeys).toList());
  }

  static ValidatorKeys validatorKeys(int validator) {
    return TestNode.of(validator).keys();
  }

  static KeyPair serviceKey(int validator) {
    return TestNode.of(validator).serviceKey();
  }

  static PublicKey author(int validator) {
    return serviceKey(validator).publicKey();
  }

  /** Transaction of a validator to the supervisor. */
  static VerifiedTransaction call(int validator, int method, byte[] arguments) {
    return VerifiedTransaction.sign(
        InstanceId.SUPERVISOR, method, arguments, serviceKey(validator));
  }

  static VerifiedTransaction deploy(int validator, DeployRequest request) {
    return TestNode.of(validator).administrator().deploy(request);
  }

  static VerifiedTransaction deployed(int validator, DeployRequest request) {
    return call(
        validator, 1, DeployResult.CODEC.encode(new DeployResult(request, Optional.empty())));
  }

  static VerifiedTransaction notDeployed(
      int validator, DeployRequest request, ExecutionError error) {
    return call(
        validator, 1, DeployResult.CODEC.encode(new DeployResult(request, Optional.of(error))));
  }

  static VerifiedTransaction propose(int validator, ConfigPropose proposal) {
    return TestNode.of(validator).administrator().propose(proposal);
  }

  static VerifiedTransaction vote(int validator, Hash proposal) {
    return TestNode.of(validator).administrator().confirm(proposal);
  }

  static VerifiedTransaction migrate(int validator, MigrationRequest request) {
    return TestNode.of(validator).administrator().migrate(request);
  }

  static VerifiedTransaction migrated(int validator, MigrationRequest request, Hash hash) {
    var status =
        MigrationStatus.newBuilder()
            .setHash(io.supervisor.api.crypto.Canonical.toWire(hash))
            .build();
    return call(validator, 5, MigrationResult.CODEC.encode(new MigrationResult(request, status)));
  }

  static VerifiedTransaction notMigrated(int validator, MigrationRequest request, String error) {
    var status = MigrationStatus.newBuilder().setError(error).build();
    return call(validator, 5, MigrationResult.CODEC.encode(new MigrationResult(request, status)));
  }

  static DeployRequest deployRequest(ArtifactId artifact, long deadline) {
    return new DeployRequest(artifact, ByteString.EMPTY, deadline, 0);
  }

  /** Executes and commits a block; afterwards {@link #actions} are those of validator 0. */
  ExecutedBlock commit(VerifiedTransaction... transactions) {
    var block = network.commit(next(transactions)).executed();
    actions.clear();
    actions.addAll(
        network
            .executor()
            .afterCommit(snapshot().view(), block, new NodeIdentity(author(0)))
            .actions());
    return block;
  }

  /** Executes a block that is not committed. */
  ExecutedBlock execute(VerifiedTransaction... transactions) {
    return network.execute(next(transactions));
  }

  private BlockContents next(VerifiedTransaction... transactions) {
    return new BlockContents(network.height().next(), new ValidatorId(0), List.of(transactions));
  }

  /** Commits one transaction in a block of its own; {@code ok} or its error's code. */
  String outcome(VerifiedTransaction transaction) {
    return outcome(commit(transaction), 0);
  }

  static String outcome(ExecutedBlock block, int transaction) {
    return error(block, new CallInBlock.Transaction(transaction))
        .map(ExecutionError::codeText)
        .orElse("ok");
  }

  static Optional<ExecutionError> error(ExecutedBlock block, CallInBlock call) {
    return block.errors().stream()
        .filter(error -> error.call().equals(call))
        .map(io.supervisor.core.blockchain.CallError::error)
        .findFirst();
  }

  /** The error of the supervisor's hook after the transactions. */
  static Optional<ExecutionError> applyError(ExecutedBlock block) {
    return error(block, new CallInBlock.AfterTransactions(InstanceId.SUPERVISOR));
  }

  /** Commits empty blocks until the height is reached. */
  void commitUntil(long height) {
    while (height() < height) {
      commit();
    }
  }

  /** Proposes for the next block, has all vote in it, and returns that block. */
  ExecutedBlock apply(ConfigChange... changes) {
    var proposal = new ConfigPropose(height() + 1, List.of(changes), configurationNumber());
    var transactions = new ArrayList<VerifiedTransaction>();
    transactions.add(propose(0, proposal));
    for (var i = 1; i < config().validators().size(); i++) {
      transactions.add(vote(i, proposal.hash()));
    }
    var block = commit(transactions.toArray(VerifiedTransaction[]::new));
    var refused = outcome(block, 0);
    if (!refused.equals("ok")) {
      throw new IllegalStateException("proposal refused: " + block.errors());
    }
    return block;
  }

  /** Has all validators ask for an artifact and report success: active from the next block on. */
  void deployAll(ArtifactId artifact) {
    var request = deployRequest(artifact, height() + 10);
    var validators = config().validators().size();
    commit(
        IntStream.range(0, validators)
            .mapToObj(i -> deploy(i, request))
            .toArray(VerifiedTransaction[]::new));
    commit(
        IntStream.range(0, validators)
            .mapToObj(i -> deployed(i, request))
            .toArray(VerifiedTransaction[]::new));
  }

  /** Starts an instance and waits until it is active. */
  InstanceId start(String name, ArtifactId artifact) {
    apply(new ConfigChange.StartService(artifact, name, ByteString.EMPTY));
    return instance(name).spec().id();
  }

  long height() {
    return network.height().value();
  }

  ConsensusConfig config() {
    return network.config();
  }

  Rules rules() {
    return core().rules();
  }

  long configurationNumber() {
    return schema().configurationNumber().get().orElse(0L);
  }

  SupervisorSchema schema() {
    return new SupervisorSchema(snapshot().access("supervisor."));
  }

  Optional<AsyncEventState> state(DeployRequest request) {
    return schema().deployStates().get(request);
  }

  Optional<MigrationState> state(MigrationRequest request) {
    return schema().migrationStates().get(request);
  }

  InstanceState instance(String name) {
    return dispatcherSchema().instance(name).orElseThrow();
  }

  /** Word of the status of an instance. */
  String status(String name) {
    return instance(name).statusWord();
  }

  boolean isStarted(String name) {
    return dispatcherSchema().instance(name).isPresent();
  }

  /** Writes the vote of a former validator into the state. */
  void putVote(Hash proposal, PublicKey voter) {
    var fork = new Fork(snapshot().view());
    var confirms = new SupervisorSchema(fork.access("supervisor.")).configConfirms();
    confirms.put(proposal, SupervisorSchema.votes(confirms, proposal).with(voter));
    network.change(fork.toPatch());
  }

  boolean isRegistered(ArtifactId artifact) {
    return dispatcherSchema().artifacts().contains(artifact);
  }

  /** What the node of validator 0 had to do after the last block. */
  List<CommitAction> actions() {
    return actions;
  }

  Snapshot snapshot() {
    return network.state();
  }

  boolean isDeployedLocally(ArtifactId artifact) {
    return network.dispatcher().isDeployed(artifact);
  }

  void deployLocally(ArtifactId artifact) {
    network
        .dispatcher()
        .deploy(artifact, new byte[0])
        .ifPresent(error -> {
          throw new IllegalStateException(error.description());
        });
  }

  private DispatcherSchema dispatcherSchema() {
    return new DispatcherSchema(snapshot().access(""));
  }

  private CoreSchema core() {
    return new CoreSchema(snapshot().access(""));
  }
}
