/**
 * Counting: the validators of an epoch and their quorum, tallies of votes, proofs of lock, evidence
 * of double voting. Begin with {@link io.supervisor.core.consensus.vote.ValidatorSet}.
 */
@NullMarked
package io.supervisor.core.consensus.vote;

import org.jspecify.annotations.NullMarked;
