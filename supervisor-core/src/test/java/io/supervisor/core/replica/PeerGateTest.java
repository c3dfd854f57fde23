package io.supervisor.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.SignatureRule;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.consensus.message.Draft;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ProofOfLock;
import io.supervisor.core.replica.PeerGate.Result;
import io.supervisor.wire.peer.BlocksRequest;
import io.supervisor.wire.peer.ConsensusMessages;
import io.supervisor.wire.peer.PeerMessage;
import io.supervisor.wire.peer.PeerStatus;
import io.supervisor.wire.peer.TransactionsRequest;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeerGateTest {
  private static final KeyPair KEY = KeyPair.fromSeed(new byte[32]);
  private static final Hash HASH = Hash.wrap(new byte[32]);

  private final PeerGate gate = new PeerGate(SignatureRule::verify, _ -> false);

  @Test
  void whatOneNodeSaysAnotherUnderstands() {
    var transaction = transaction();
    var vote = prevote(1);

    assertThat(admitted(PeerMessages.transactions(List.of(transaction))))
        .isEqualTo(new PeerInput.Transactions(List.of(transaction)));
    assertThat(admitted(PeerMessages.consensus(List.of(vote))))
        .isEqualTo(new PeerInput.ConsensusMessages(List.of(vote)));
    assertThat(admitted(PeerMessages.proofOfLock(proof(vote))))
        .isEqualTo(new PeerInput.ProofOfLockGiven(proof(vote)));
    assertThat(admitted(PeerMessages.status(new Height(5), HASH, 7)))
        .isEqualTo(new PeerInput.Status(new Height(5), HASH, 7));
    assertThat(admitted(PeerMessages.proposalRequest(new Height(2), HASH)))
        .isEqualTo(new PeerInput.ProposalRequested(new Height(2), HASH));
    assertThat(admitted(PeerMessages.proofOfLockRequest(new Height(2), 3, HASH)))
        .isEqualTo(new PeerInput.ProofOfLockRequested(new Height(2), 3, HASH));
    assertThat(admitted(PeerMessages.transactionsRequest(List.of(HASH))))
        .isEqualTo(new PeerInput.TransactionsRequested(List.of(HASH)));
    assertThat(admitted(PeerMessages.poolRequest())).isEqualTo(new PeerInput.PoolRequested());
    assertThat(admitted(PeerMessages.blocksRequest(new Height(9), 4)))
        .isEqualTo(new PeerInput.BlocksRequested(new Height(9), 4));
  }

  @Test
  void signaturesThatDoNotHoldAreRefused() {
    byte[] wrong = transaction().bytes().clone();
    wrong[wrong.length - 1] ^= 1;
    var batch = PeerMessages.transactions(List.of(transaction())).toBuilder();
    batch.getTransactionsBuilder().setSigned(0, ByteString.copyFrom(wrong));
    assertThat(gate.admit(batch.build().toByteArray())).isInstanceOf(Result.Refused.class);

    byte[] vote = prevote(1).toByteString().toByteArray();
    vote[vote.length - 1] ^= 1;
    var votes = ConsensusMessages.newBuilder().addSigned(ByteString.copyFrom(vote));
    assertThat(admit(PeerMessage.newBuilder().setConsensus(votes).build()))
        .isInstanceOf(Result.Refused.class);
  }

  @Test
  void aProofOfLockOfVotesForDifferentThingsIsRefused() {
    var mixed = PeerMessages.proofOfLock(proof(prevote(1))).toBuilder();
    mixed.getProofOfLockBuilder().addPrevotes(prevote(2).toByteString());

    assertThat(admit(mixed.build())).isInstanceOf(Result.Refused.class);
    assertThat(
            admit(
                PeerMessage.newBuilder()
                    .setProofOfLock(io.supervisor.wire.peer.ProofOfLock.getDefaultInstance())
                    .build()))
        .isInstanceOf(Result.Refused.class);
  }

  @Test
  void listsThatAreTooLongAreRefused() {
    var hashes = TransactionsRequest.newBuilder();
    for (int i = 0; i <= PeerLimits.TRANSACTIONS_MAX; i++) {
      hashes.addHashes(HASH.toByteString());
    }
    var votes = ConsensusMessages.newBuilder();
    for (int i = 0; i <= PeerLimits.CONSENSUS_MESSAGES_MAX; i++) {
      votes.addSigned(ByteString.EMPTY);
    }
    assertThat(admit(PeerMessage.newBuilder().setTransactionsRequest(hashes).build()))
        .isInstanceOf(Result.Refused.class);
    assertThat(admit(PeerMessage.newBuilder().setConsensus(votes).build()))
        .isInstanceOf(Result.Refused.class);
    assertThat(gate.admit(new byte[PeerLimits.MESSAGE_BYTES_MAX + 1]))
        .isInstanceOf(Result.Refused.class);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    for (int count : new int[] {0, -1, PeerLimits.BLOCKS_MAX + 1}) {
      var request = BlocksRequest.newBuilder().setFromHeight(1).setCount(count);
      assertThat(admit(PeerMessage.newBuilder().setBlocksRequest(request).build()))
          .isInstanceOf(Result.Refused.class);
    }
    var status = PeerStatus.newBuilder().setHeight(-1).setLastHash(HASH.toByteString());
    assertThat(admit(PeerMessage.newBuilder().setStatus(status).build()))
        .isInstanceOf(Result.Refused.class);
    assertThat(
            admit(PeerMessage.newBuilder().setStatus(status.setHeight(1).clearLastHash()).build()))
        .isInstanceOf(Result.Refused.class);
  }

  @Test
  void kindsThatAreNotKnownAreIgnored() {
    assertThat(gate.admit(new byte[0])).isEqualTo(new Result.Nothing());
    assertThat(gate.admit(new byte[] {(byte) 0xfa, 0x07, 1, 5})).isEqualTo(new Result.Nothing());
  }

  @Test
  void whatIsKnownIsNotVerifiedAgain() {
    var known = transaction();
    var strict =
        new PeerGate(
            (key, message, signature) -> {
              throw new AssertionError("verified twice");
            },
            known.hash()::equals);

    assertThat(strict.admit(PeerMessages.transactions(List.of(known)).toByteArray()))
        .isEqualTo(new Result.Nothing());
  }

  /** V8: whatever bytes come, there is an answer. */
  @Test
  void noBytesMakeItThrow() {
    var random = new SplittableRandom(7);
    var seeds =
        List.of(
            PeerMessages.transactions(List.of(transaction())).toByteArray(),
            PeerMessages.consensus(List.of(prevote(1), prevote(2))).toByteArray(),
            PeerMessages.proofOfLock(proof(prevote(1))).toByteArray(),
            PeerMessages.status(new Height(5), HASH, 7).toByteArray(),
            PeerMessages.blocksRequest(new Height(9), 4).toByteArray());
    var trusting = new PeerGate((key, message, signature) -> true, _ -> false);
    for (int run = 0; run < 20_000; run++) {
      byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
      for (int flips = random.nextInt(6); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(trusting.admit(bytes)).isNotNull();
    }
  }

  private PeerInput admitted(PeerMessage message) {
    assertThat(admit(message)).isInstanceOf(Result.Admitted.class);
    return ((Result.Admitted) admit(message)).message();
  }

  private Result admit(PeerMessage message) {
    return gate.admit(message.toByteArray());
  }

  private static VerifiedTransaction transaction() {
    return VerifiedTransaction.sign(new InstanceId(3), 1, new byte[] {1, 2}, KEY);
  }

  private static Verified<Prevote> prevote(int round) {
    return signed(new Prevote(new ValidatorId(0), new Height(4), round, HASH, 0));
  }

  private static <M extends Message> Verified<M> signed(M message) {
    var draft = Draft.of(message);
    return draft.signed(KEY.publicKey(), KEY.sign(draft.payload()));
  }

  private static ProofOfLock proof(Verified<Prevote> vote) {
    return ProofOfLock.of(List.of(vote)).orElseThrow();
  }
}
