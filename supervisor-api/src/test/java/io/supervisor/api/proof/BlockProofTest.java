package io.supervisor.api.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.wire.SignedMessage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockProofTest {
  private static final List<KeyPair> VALIDATORS =
      IntStream.range(0, 4).mapToObj(BlockProofTest::keyPair).toList();
  private static final List<PublicKey> KEYS = VALIDATORS.stream().map(KeyPair::publicKey).toList();
  private static final BlockHeader HEADER =
      BlockHeader.of(
          new Height(7),
          9,
          new ValidatorId(2),
          2,
          Hash.ZERO,
          TreeHash.EMPTY_LIST,
          Hash.ZERO,
          TreeHash.EMPTY_MAP);

  @Test
  void threeOfFourInOneRoundProveABlockWhoseEpochIsNotItsHeight() {
    var block = proof(vote(0, 3), vote(1, 3), vote(3, 3)).check(KEYS).orElseThrow();
    assertThat(block.header()).isEqualTo(HEADER);
    assertThat(block.precommits()).hasSize(3);
    assertThat(block.time()).contains(Instant.ofEpochSecond(1_001));
  }

  /** original-consensus.md, H2: honest precommits of rounds 1 and 3 and a liar's prove nothing. */
  @Test
  void precommitsOfSeveralRoundsAreRefusedThoughTheOriginalTakesThem() {
    var mixed = proof(vote(0, 1), vote(1, 3), vote(2, 3));
    assertThat(new BlockRules(true, false).check(mixed, KEYS).isValid()).isTrue();
    assertRefused(mixed, KEYS, Reason.MIXED_ROUNDS);
  }

  @Test
  void liesAreToldApart() {
    assertRefused(proof(vote(0, 1), vote(1, 1)), KEYS, Reason.PRECOMMIT_COUNT);
    assertRefused(proof(vote(0, 1), vote(1, 1), vote(1, 1)), KEYS, Reason.DUPLICATE_VALIDATOR);
    assertRefused(
        proof(vote(0, 1), vote(1, 1), vote(2, 1), vote(3, 1), vote(3, 1)),
        KEYS,
        Reason.PRECOMMIT_COUNT);
    assertRefused(proof(vote(0, 1), vote(1, 1), vote(2, 1)), List.of(), Reason.PRECOMMIT_COUNT);
    var swapped = List.of(KEYS.get(1), KEYS.get(0), KEYS.get(2), KEYS.get(3));
    assertRefused(proof(vote(0, 1), vote(1, 1), vote(2, 1)), swapped, Reason.WRONG_AUTHOR);
    var otherEpoch = vote(2, 8, 1, Canonical.hash(HEADER));
    assertRefused(proof(vote(0, 1), vote(1, 1), otherEpoch), KEYS, Reason.OTHER_BLOCK);
    var otherBlock = vote(2, 9, 1, Hash.ZERO);
    assertRefused(proof(vote(0, 1), vote(1, 1), otherBlock), KEYS, Reason.OTHER_BLOCK);
    var unsigned = vote(2, 1).toBuilder().setSignature(vote(1, 1).getSignature()).build();
    assertRefused(proof(vote(0, 1), vote(1, 1), unsigned), KEYS, Reason.BAD_PRECOMMIT);
  }

  @Test
  void aCallOfATransactionThatTheBlockDoesNotHaveIsNoSuccess() {
    var block = proof(vote(0, 1), vote(1, 1), vote(2, 1)).check(KEYS).orElseThrow();
    assertThat(block.call(absence(1), new CallInBlock.Transaction(1)).orElseThrow()).isEmpty();
    assertThat(block.call(absence(2), new CallInBlock.Transaction(2)))
        .isInstanceOfSatisfying(
            Checked.Refused.class,
            refused -> assertThat(refused.error().reason()).isEqualTo(Reason.ABSENT));
    assertThat(block.call(absence(0), new CallInBlock.Transaction(1)))
        .isInstanceOfSatisfying(
            Checked.Refused.class,
            refused -> assertThat(refused.error().reason()).isEqualTo(Reason.NOT_ABOUT));
  }

  private static MapProof absence(int transaction) {
    var key = Canonical.toWire(new CallInBlock.Transaction(transaction)).toByteArray();
    return new MapProof(List.of(new MapProof.Entry(key, java.util.Optional.empty())), List.of());
  }

  private static void assertRefused(BlockProof proof, List<PublicKey> keys, Reason reason) {
    assertThat(proof.check(keys))
        .isInstanceOfSatisfying(
            Checked.Refused.class,
            refused -> assertThat(refused.error().reason()).isEqualTo(reason));
  }

  private static BlockProof proof(SignedMessage... precommits) {
    return new BlockProof(Canonical.toWire(HEADER), Arrays.asList(precommits));
  }

  private static SignedMessage vote(int validator, int round) {
    return vote(validator, 9, round, Canonical.hash(HEADER));
  }

  private static SignedMessage vote(int validator, long epoch, int round, Hash block) {
    return VerifiedPrecommit.sign(
            new ValidatorId(validator),
            epoch,
            round,
            Hash.ZERO,
            block,
            Instant.ofEpochSecond(1_000 + validator),
            VALIDATORS.get(validator))
        .envelope()
        .toWire();
  }

  private static KeyPair keyPair(int validator) {
    var seed = new byte[32];
    seed[0] = (byte) (validator + 1);
    return KeyPair.fromSeed(seed);
  }
}
