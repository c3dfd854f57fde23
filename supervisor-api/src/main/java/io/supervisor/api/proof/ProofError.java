package io.supervisor.api.proof;

/**
 * Why a proof is refused.
 *
 * @param detail for people
 */
public record ProofError(Reason reason, String detail) {
  /** Names are stable: clients see them as codes. */
  public enum Reason {
    /** The proof contradicts itself or is no proof: nothing can be computed from it. */
    MALFORMED,
    /** The proof is of other data than what the trusted hash stands for. */
    WRONG_HASH,
    /** The proof says nothing about what was asked. */
    NOT_ABOUT,
    /** The proof shows that what was asked for is not there. */
    ABSENT,
    /** The block has no epoch, so no precommit can be for it. */
    NO_EPOCH,
    /** Fewer precommits than floor(2n/3) + 1, or more than validators. */
    PRECOMMIT_COUNT,
    /** A precommit that is none, or is not signed by its author. */
    BAD_PRECOMMIT,
    /** A precommit for another block or another epoch. */
    OTHER_BLOCK,
    /** A precommit that is not by the validator it names. */
    WRONG_AUTHOR,
    /** Two precommits of one validator. */
    DUPLICATE_VALIDATOR,
    /**
     * Precommits of several rounds: such a set can exist for a block that was not decided
     * (original-consensus.md, H2).
     */
    MIXED_ROUNDS
  }

  @Override
  public String toString() {
    return reason + ": " + detail;
  }
}
