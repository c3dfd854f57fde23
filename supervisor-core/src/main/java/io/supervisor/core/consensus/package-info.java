/**
 * Agreement on the next block as a state machine without IO: {@link
 * io.supervisor.core.consensus.Input} in, list of {@link io.supervisor.core.consensus.Effect} out.
 * One object, used by one thread; the same inputs give the same effects. Begin with {@link
 * io.supervisor.core.consensus.Consensus}; the rules are numbered in docs/consensus.md.
 *
 * <p>Beside it: {@code message} (what is signed), {@code vote} (counting), {@code round} (the rules
 * of a round, its deadlines). Not here: the pool, execution, the journal, catching up.
 *
 * <pre>
 * Input  = Started | MessageReceived | ProofOfLockReceived | OwnMessageDurable | ProposalChecked
 *        | TransactionsSelected | Executed | WorkChanged | TimerFired | ProposalRequested
 *        | ProofOfLockRequested | PeerConnected | EpochBegan
 * Effect = KeepProposal | RecordLock | RecordRound | Sign                    (journal)
 *        | SendWish | Broadcast | BroadcastProofOfLock | Send | SendProofOfLock
 *        | RequestProposal | RequestTransactions | RequestProofOfLock | RequestPool
 *        | Schedule | CheckProposal | SelectTransactions | Execute           (answered by an input)
 *        | Commit | ReportEvidence | Halt
 * </pre>
 */
@NullMarked
package io.supervisor.core.consensus;

import org.jspecify.annotations.NullMarked;
