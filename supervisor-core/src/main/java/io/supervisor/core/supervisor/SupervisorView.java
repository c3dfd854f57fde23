package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.SupervisorSchema.votes;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.ArtifactState;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.runtime.InstanceState;
import io.supervisor.core.runtime.MigrationProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the administrators have agreed on, what they are asked to agree on, and whose word is
 * missing, all of one snapshot. May be used by any number of threads.
 */
public final class SupervisorView {
  private final Snapshot snapshot;
  private final SupervisorSchema schema;
  private final DispatcherSchema dispatcher;
  private final Height height;
  private final ConsensusConfig consensusConfig;
  private final Rules rules;

  /** Requires a snapshot after genesis. */
  public SupervisorView(Snapshot snapshot) {
    var core = new CoreSchema(snapshot.access(""));
    this.snapshot = snapshot;
    this.schema = new SupervisorSchema(snapshot.access(SupervisorService.NAME + "."));
    this.dispatcher = new DispatcherSchema(snapshot.access(""));
    this.height = core.lastHeader().orElseThrow().height();
    this.consensusConfig = core.consensusConfig();
    this.rules = core.rules();
  }

  /** Height of the snapshot. */
  public Height height() {
    return height;
  }

  public ConsensusConfig consensusConfig() {
    return consensusConfig;
  }

  public Rules rules() {
    return rules;
  }

  public SupervisorMode mode() {
    return schema.modeOrDefault();
  }

  /** Number that the next proposal has to carry; unsigned. */
  public long configurationNumber() {
    return schema.configurationNumber().get().orElse(0L);
  }

  /** Artifacts that the network knows, by their text form. */
  public SortedMap<ArtifactId, ArtifactState> artifacts() {
    var artifacts =
        new TreeMap<ArtifactId, ArtifactState>(Comparator.comparing(ArtifactId::toString));
    dispatcher
        .artifacts()
        .entries()
        .forEach(entry -> artifacts.put(entry.getKey(), entry.getValue()));
    return artifacts;
  }

  /** Instances that ever were, by id. */
  public List<InstanceState> instances() {
    return values(dispatcher.instances().entries())
        .sorted(Comparator.comparing((InstanceState instance) -> instance.spec().id()))
        .toList();
  }

  /** There is at most one proposal at a time. */
  public Optional<ProposalView> proposal() {
    return schema
        .pendingProposal()
        .get()
        .map(pending ->
            new ProposalView(pending, approvals(votes(schema.configConfirms(), pending.hash()))));
  }

  /** The last 16 proposals that were decided, in no order. */
  public List<SettledProposal> settledProposals() {
    return Proposals.settled(schema).toList();
  }

  /**
   * What came of a proposal; empty if it can be voted on still, if it is not one of the last 16
   * that were decided, or if it never was.
   */
  public Optional<SettledProposal> settledProposal(Hash proposal) {
    return Proposals.settled(schema, proposal).or(() -> failed(proposal));
  }

  /** The block in which changes failed has no record of it: the next one makes it. */
  private Optional<SettledProposal> failed(Hash proposal) {
    return proposal()
        .filter(found -> found.pending().hash().equals(proposal))
        .filter(found ->
            Long.compareUnsigned(found.pending().proposal().actualFrom(), height.value()) <= 0)
        .map(found ->
            new SettledProposal(
                proposal,
                found.votes().isReached()
                    ? SettledProposal.Outcome.FAILED
                    : SettledProposal.Outcome.EXPIRED,
                found.pending().proposal().actualFrom(),
                found.votes().given().size(),
                found.votes().needed()));
  }

  /** Who has voted for a proposal, though it be decided; nobody for one that never was. */
  public Collection<PublicKey> votesFor(Hash proposal) {
    return votes(schema.configConfirms(), proposal).keys();
  }

  /** All deployments that were ever asked for, those with the latest deadline first. */
  public List<DeploymentView> deployments() {
    return keys(schema.deployRequests().entries())
        .sorted(latestFirst(DeployRequest::deadlineHeight))
        .map(this::deployment)
        .toList();
  }

  /** Those of {@link #deployments} that are not decided and can still succeed. */
  public List<DeploymentView> openDeployments() {
    return deployments().stream()
        .filter(deployment -> isOpen(deployment.state(), deployment.request().deadlineHeight()))
        .toList();
  }

  /** One deployment; without state and votes if nobody has asked for it. */
  public DeploymentView deployment(DeployRequest request) {
    var confirmed = votes(schema.deployConfirmations(), request);
    return new DeploymentView(
        request,
        schema.deployStates().get(request),
        approvals(votes(schema.deployRequests(), request)),
        reports(confirmed.keys()),
        schema.deployFailures().get(request).orElse(DeployFailures.NONE).errors());
  }

  /** All migrations that were ever asked for, those with the latest deadline first. */
  public List<MigrationView> migrations() {
    return keys(schema.migrationRequests().entries())
        .sorted(latestFirst(MigrationRequest::deadlineHeight))
        .map(this::migration)
        .toList();
  }

  /** Those of {@link #migrations} that are not decided and can still succeed. */
  public List<MigrationView> openMigrations() {
    return migrations().stream()
        .filter(migration ->
            isOpen(
                migration.state().map(MigrationState::inner), migration.request().deadlineHeight()))
        .toList();
  }

  /** One migration; without state and votes if nobody has asked for it. */
  public MigrationView migration(MigrationRequest request) {
    var results = schema.migrationReports().get(request).orElse(MigrationReports.NONE).statuses();
    var reported = new TreeSet<>(votes(schema.migrationConfirmations(), request).keys());
    reported.addAll(results.keySet());
    return new MigrationView(
        request,
        schema.migrationStates().get(request),
        approvals(votes(schema.migrationRequests(), request)),
        reports(reported),
        results,
        approvals(votes(schema.migrationAborts(), request)),
        isUnderWay(request)
            ? MigrationProgress.of(snapshot.view(), request.service())
            : Optional.empty());
  }

  private boolean isUnderWay(MigrationRequest request) {
    return schema.pendingMigrations().contains(request)
        || schema.migrationsToFlush().contains(request);
  }

  /** Not decided; or not yet approved, while the deadline has not passed. */
  private boolean isOpen(Optional<AsyncEventState> state, long deadline) {
    return state
        .map(AsyncEventState::isPending)
        .orElseGet(() -> Long.compareUnsigned(deadline, height.value()) > 0);
  }

  private Tally approvals(Votes votes) {
    var needed = mode().threshold(consensusConfig.validators().size());
    var counted =
        rules.onlyCurrentValidatorsCount() ? votes.of(serviceKeys()).keys() : votes.keys();
    return tally(counted, needed);
  }

  private Tally reports(Collection<PublicKey> reported) {
    var needed =
        rules.quorumOfReportsDecides()
            ? consensusConfig.quorum()
            : consensusConfig.validators().size();
    var counted = new TreeSet<>(reported);
    counted.retainAll(serviceKeys());
    return tally(counted, needed);
  }

  private Tally tally(Collection<PublicKey> given, int needed) {
    var missing = new ArrayList<>(serviceKeys());
    missing.removeAll(given);
    return new Tally(List.copyOf(given), missing, needed);
  }

  private List<PublicKey> serviceKeys() {
    return consensusConfig.validators().stream().map(ValidatorKeys::serviceKey).toList();
  }

  private static <K> Stream<K> keys(Iterable<? extends Map.Entry<K, ?>> entries) {
    return StreamSupport.stream(entries.spliterator(), false).map(Map.Entry::getKey);
  }

  private static <V> Stream<V> values(Iterable<? extends Map.Entry<?, V>> entries) {
    return StreamSupport.stream(entries.spliterator(), false).map(Map.Entry::getValue);
  }

  /** Stable, so that those of one deadline stay in the order of the index. */
  private static <R> Comparator<R> latestFirst(
      java.util.function.ToLongFunction<R> deadlineHeight) {
    return (left, right) ->
        Long.compareUnsigned(deadlineHeight.applyAsLong(right), deadlineHeight.applyAsLong(left));
  }
}
