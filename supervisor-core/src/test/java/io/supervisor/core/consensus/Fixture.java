package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.core.catchup.Certificate;
import io.supervisor.core.consensus.message.Draft;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.message.Wish;
import io.supervisor.core.consensus.vote.ProofOfLock;
import io.supervisor.core.consensus.vote.ValidatorSet;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Keys, messages and configurations for tests. Signatures are empty: the core never looks. */
final class Fixture {
  static final Height EPOCH = new Height(1);
  static final Hash GENESIS = hash("genesis");
  static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
  static final long FIRST_ROUND_MS = 3_000;
  static final long MAX_PROPOSE_MS = 200;

  private Fixture() {}

  static Hash hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static PublicKey key(int id) {
    var bytes = new byte[PublicKey.SIZE];
    bytes[0] = (byte) id;
    bytes[31] = 1;
    return PublicKey.of(bytes);
  }

  static ValidatorSet validators(int n) {
    return new ValidatorSet(IntStream.range(0, n).mapToObj(Fixture::key).toList());
  }

  static EpochConfig config(int n) {
    return new EpochConfig(validators(n), FIRST_ROUND_MS, 10, MAX_PROPOSE_MS, 100);
  }

  static EpochStart start(int n) {
    return new EpochStart(EPOCH, GENESIS, config(n), false, Optional.empty());
  }

  static <M extends Message> Verified<M> sign(M message) {
    return sign(message, key(message.validator().value()));
  }

  static <M extends Message> Verified<M> sign(M message, PublicKey author) {
    return Draft.of(message).signed(author, Signature.of(new byte[Signature.SIZE]));
  }

  static Verified<Propose> propose(int leader, int round, String... transactions) {
    var hashes = Arrays.stream(transactions).map(Fixture::hash).toList();
    return sign(new Propose(new ValidatorId(leader), EPOCH, round, GENESIS, hashes));
  }

  static Verified<Prevote> prevote(int validator, int round, Verified<Propose> proposal) {
    return prevote(validator, round, proposal.hash(), 0);
  }

  static Verified<Prevote> prevote(int validator, int round, Hash proposeHash, int lockedRound) {
    return sign(new Prevote(new ValidatorId(validator), EPOCH, round, proposeHash, lockedRound));
  }

  static Verified<Precommit> precommit(int validator, int round, Verified<Propose> proposal) {
    return precommit(validator, round, proposal.hash(), blockHash(proposal));
  }

  static Verified<Precommit> precommit(int validator, int round, Hash proposeHash, Hash blockHash) {
    return sign(
        new Precommit(new ValidatorId(validator), EPOCH, round, proposeHash, blockHash, TIME));
  }

  static Verified<Wish> wish(int validator, int round) {
    return sign(new Wish(new ValidatorId(validator), EPOCH, round));
  }

  static ProofOfLock proof(int round, Verified<Propose> proposal, int... voters) {
    return ProofOfLock.of(
            Arrays.stream(voters).mapToObj(voter -> prevote(voter, round, proposal)).toList())
        .orElseThrow();
  }

  /** What executing a proposal gives. */
  static Hash blockHash(Verified<Propose> proposal) {
    return Sha256.of(new byte[] {'b'}, proposal.hash().toBytes());
  }

  /** Whether a node that catches up takes these for the decision of four validators. */
  static boolean certify(List<Verified<Precommit>> precommits, Height epoch, Hash blockHash) {
    return Certificate.problem(validators(4), epoch.value(), blockHash, precommits).isEmpty();
  }

  static <T> List<T> only(Class<T> kind, List<?> all) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
