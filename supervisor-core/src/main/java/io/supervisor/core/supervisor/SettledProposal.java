package io.supervisor.core.supervisor;

import io.supervisor.api.Hash;
import io.supervisor.api.storage.Codec;
import java.nio.ByteBuffer;

/**
 * What came of a proposal.
 *
 * @param height unsigned; block at whose end it was decided
 * @param votesCounted votes that counted at that height
 * @param votesNeeded votes that it took at that height
 */
public record SettledProposal(
    Hash hash, Outcome outcome, long height, int votesCounted, int votesNeeded) {
  static final Codec<SettledProposal> CODEC = new SettledProposalCodec();

  /** What can come of a proposal. Stored by ordinal: new ones are added at the end. */
  public enum Outcome {
    APPLIED,
    /** Approved, but one of its changes failed, which undid all of them. */
    FAILED,
    /** Not approved by its height. */
    EXPIRED
  }

  private static final class SettledProposalCodec implements Codec<SettledProposal> {
    private static final int BYTES = Hash.SIZE + 1 + Long.BYTES + 2 * Integer.BYTES;

    @Override
    public byte[] encode(SettledProposal settled) {
      return ByteBuffer.allocate(BYTES)
          .put(settled.hash().unsafeBytes())
          .put((byte) settled.outcome().ordinal())
          .putLong(settled.height())
          .putInt(settled.votesCounted())
          .putInt(settled.votesNeeded())
          .array();
    }

    @Override
    public SettledProposal decode(byte[] bytes) {
      if (bytes.length != BYTES) {
        throw new IllegalArgumentException(
            "settled proposal: got " + bytes.length + " bytes, want " + BYTES);
      }
      var buffer = ByteBuffer.wrap(bytes);
      var hash = new byte[Hash.SIZE];
      buffer.get(hash);
      var outcome = buffer.get();
      if (outcome < 0 || outcome >= Outcome.values().length) {
        throw new IllegalArgumentException("settled proposal: got outcome " + outcome);
      }
      return new SettledProposal(
          Hash.wrap(hash),
          Outcome.values()[outcome],
          buffer.getLong(),
          buffer.getInt(),
          buffer.getInt());
    }
  }
}
