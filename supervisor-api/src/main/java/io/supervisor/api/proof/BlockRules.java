package io.supervisor.api.proof;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.SignatureRule;
import io.supervisor.api.crypto.SignedEnvelope;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.wire.SignedMessage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Verification of blocks, in the order of wire.md section 3.4.
 *
 * @param epochHeader whether the block has to name its epoch; recordings older than release 1.0 do
 *     not
 * @param oneRound whether all precommits have to be of one round; the original does not ask
 */
record BlockRules(boolean epochHeader, boolean oneRound) {
  static final BlockRules OURS = new BlockRules(true, true);

  static Checked<VerifiedBlock> checkHash(BlockProof proof, Hash trusted) {
    return Checked.of(() -> {
      var header = Canonical.fromWire(proof.block());
      var hash = Canonical.hash(header);
      if (!hash.equals(trusted)) {
        throw new InvalidProofException(
            Reason.WRONG_HASH, "block: got " + hash + ", want " + trusted);
      }
      return new VerifiedBlock(header, hash, List.of());
    });
  }

  Checked<VerifiedBlock> check(BlockProof proof, List<PublicKey> consensusKeys) {
    return Checked.of(() -> verify(proof, consensusKeys));
  }

  private VerifiedBlock verify(BlockProof proof, List<PublicKey> consensusKeys) {
    checkCount(proof.precommits().size(), consensusKeys.size());
    var header = Canonical.fromWire(proof.block());
    var hash = Canonical.hash(header);
    if (epochHeader && header.epoch().isEmpty()) {
      throw new InvalidProofException(Reason.NO_EPOCH, "block: no epoch of eight bytes");
    }
    var precommits = new ArrayList<VerifiedPrecommit>(proof.precommits().size());
    var seen = new BitSet();
    for (var message : proof.precommits()) {
      var precommit = read(message);
      checkSubject(precommit, header, hash);
      checkAuthor(precommit, consensusKeys, seen);
      checkRound(precommit, precommits);
      checkSignature(precommit);
      precommits.add(precommit);
    }
    return new VerifiedBlock(header, hash, precommits);
  }

  private static void checkCount(int count, int validators) {
    if (validators == 0 || count < ConsensusConfig.quorum(validators) || count > validators) {
      throw new InvalidProofException(
          Reason.PRECOMMIT_COUNT,
          "block: got "
              + count
              + " precommits of "
              + validators
              + " validators, want at least "
              + ConsensusConfig.quorum(validators));
    }
  }

  private static VerifiedPrecommit read(SignedMessage message) {
    try {
      // Everything but the signature, which costs most and is looked at last.
      return VerifiedPrecommit.trusted(SignedEnvelope.fromWire(message));
    } catch (MalformedMessageException e) {
      throw new InvalidProofException(
          Reason.BAD_PRECOMMIT, "precommit: " + e.reason() + ", " + e.getMessage());
    }
  }

  private void checkSubject(VerifiedPrecommit precommit, BlockHeader header, Hash hash) {
    if (!precommit.blockHash().equals(hash)) {
      throw new InvalidProofException(
          Reason.OTHER_BLOCK, "precommit: got block " + precommit.blockHash() + ", want " + hash);
    }
    var epoch = epochHeader ? header.epoch().orElseThrow() : precommit.epoch();
    if (precommit.epoch() != epoch) {
      throw new InvalidProofException(
          Reason.OTHER_BLOCK,
          "precommit: got epoch "
              + Long.toUnsignedString(precommit.epoch())
              + ", want "
              + Long.toUnsignedString(epoch));
    }
  }

  private static void checkAuthor(
      VerifiedPrecommit precommit, List<PublicKey> consensusKeys, BitSet seen) {
    var id = precommit.validator().value();
    if (id >= consensusKeys.size() || !consensusKeys.get(id).equals(precommit.author())) {
      throw new InvalidProofException(
          Reason.WRONG_AUTHOR, "precommit: " + precommit.author() + " is not validator " + id);
    }
    if (seen.get(id)) {
      throw new InvalidProofException(
          Reason.DUPLICATE_VALIDATOR, "precommit: validator " + id + " has two");
    }
    seen.set(id);
  }

  private void checkRound(VerifiedPrecommit precommit, List<VerifiedPrecommit> before) {
    if (oneRound && !before.isEmpty() && before.get(0).round() != precommit.round()) {
      throw new InvalidProofException(
          Reason.MIXED_ROUNDS,
          "precommits: rounds "
              + Integer.toUnsignedString(before.get(0).round())
              + " and "
              + Integer.toUnsignedString(precommit.round()));
    }
  }

  private static void checkSignature(VerifiedPrecommit precommit) {
    if (!precommit.envelope().isSignatureValid(SignatureRule::verify)) {
      throw new InvalidProofException(
          Reason.BAD_PRECOMMIT,
          "precommit: the signature of validator " + precommit.validator() + " is not valid");
    }
  }
}
