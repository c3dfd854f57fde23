package io.supervisor.server.observe;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.InstanceId;
import io.supervisor.core.supervisor.ProposalView;
import io.supervisor.core.supervisor.SettledProposal;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.core.supervisor.SupervisorView;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the log what administrators propose and what came of it, and what changed of the network,
 * between two looks at the state. For one thread.
 */
final class GovernanceLog {
  private final EventLog events;
  private Optional<Seen> before = Optional.empty();

  private record Seen(
      ConsensusConfig consensus,
      SupervisorMode mode,
      Map<InstanceId, String> instances,
      Optional<ProposalView> proposal,
      List<SettledProposal> settled) {
    static Seen of(SupervisorView view) {
      var instances = new HashMap<InstanceId, String>();
      view.instances()
          .forEach(instance ->
              instances.put(
                  instance.spec().id(),
                  String.format(
                      Locale.ROOT,
                      "instance %s %s version=%s",
                      instance.spec().name(),
                      instance.statusWord(),
                      instance.dataVersion())));
      return new Seen(
          view.consensusConfig(), view.mode(), instances, view.proposal(), view.settledProposals());
    }
  }

  GovernanceLog(EventLog events) {
    this.events = events;
  }

  /** The first look tells only what is pending. */
  void look(SupervisorView view) {
    var now = Seen.of(view);
    before.ifPresent(seen -> {
      now.settled().stream()
          .filter(settled -> !seen.settled().contains(settled))
          .forEach(events::proposalDecided);
      tellChanges(view, seen, now);
    });
    now.proposal()
        .filter(_ -> !now.proposal().equals(before.flatMap(Seen::proposal)))
        .ifPresent(proposal ->
            events.proposalPending(
                view.height(),
                proposal.pending().hash(),
                proposal.votes().given().size(),
                proposal.votes().needed()));
    before = Optional.of(now);
  }

  private void tellChanges(SupervisorView view, Seen seen, Seen now) {
    if (!now.consensus().equals(seen.consensus())) {
      events.configurationChanged(
          view.height(), "consensus, validators=" + now.consensus().validators().size());
    }
    if (now.mode() != seen.mode()) {
      events.configurationChanged(view.height(), "mode " + now.mode());
    }
    now.instances()
        .forEach((id, state) -> {
          if (!state.equals(seen.instances().get(id))) {
            events.configurationChanged(view.height(), state);
          }
        });
  }
}
