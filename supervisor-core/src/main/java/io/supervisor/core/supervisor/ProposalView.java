package io.supervisor.core.supervisor;

/**
 * The proposal that can be voted on, and who has voted for it; the proposer's vote is the first.
 */
public record ProposalView(PendingProposal pending, Tally votes) {}
