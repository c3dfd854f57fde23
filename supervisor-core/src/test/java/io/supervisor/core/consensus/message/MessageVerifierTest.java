package io.supervisor.core.consensus.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.message.MessageVerifier.Problem;
import io.supervisor.core.consensus.message.MessageVerifier.Result;
import io.supervisor.wire.CoreMessage;
import io.supervisor.wire.SignedMessage;
import io.supervisor.wire.consensus.ConsensusMessage;
import io.supervisor.wire.runtime.AnyTx;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageVerifierTest {
  private static final ValidatorId ID = new ValidatorId(3);
  private static final Height EPOCH = new Height(7);
  private static final Hash HASH = Hash.fromHex("ab".repeat(32));
  private static final PublicKey KEY = PublicKey.fromHex("cd".repeat(32));
  private static final Signature SEAL = Signature.of(new byte[Signature.SIZE]);

  private final MessageVerifier verifier = MessageVerifier.trusting();

  static List<Message> messages() {
    return List.of(
        new Propose(ID, EPOCH, 1, HASH, List.of()),
        new Propose(new ValidatorId(0), EPOCH, 2, HASH, List.of(HASH, Hash.ZERO)),
        new Prevote(ID, EPOCH, 5, HASH, 4),
        new Prevote(ID, EPOCH, 5, HASH, 0),
        new Precommit(ID, EPOCH, 2, HASH, HASH, Instant.ofEpochSecond(1_700_000_000, 5)),
        new Precommit(ID, EPOCH, 2, HASH, HASH, Instant.ofEpochSecond(-1, 999_999_999)),
        new Wish(ID, new Height(Long.MAX_VALUE), Message.ROUND_MAX));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageComesBackWithTheBytesThatWereSigned(Message message) {
    var signed = Draft.of(message).signed(KEY, SEAL);
    assertThat(verifier.verify(signed.toByteString())).isEqualTo(new Result.Good(signed));
    assertThat(signed.hash()).isEqualTo(Draft.of(message).hash());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void onlyAPrecommitIsACoreMessage(Message message) throws Exception {
    var core = CoreMessage.parseFrom(Draft.of(message).payload());
    assertThat(core.hasPrecommit()).isEqualTo(message instanceof Precommit);
    assertThat(core.hasAnyTx()).isFalse();
  }

  @Test
  void aTransactionIsNoConsensusMessage() {
    var payload = CoreMessage.newBuilder().setAnyTx(AnyTx.getDefaultInstance()).build();
    assertThat(verifier.verify(envelope(payload.toByteString())))
        .isEqualTo(new Result.Bad(Problem.UNKNOWN_KIND));
  }

  @Test
  void bytesThatCouldBeReadAsTwoKindsAreRefused() {
    var precommit = ByteString.copyFrom(Draft.of(messages().get(4)).payload());
    var prevote = ByteString.copyFrom(Draft.of(messages().get(2)).payload());
    for (var payload : List.of(precommit.concat(prevote), prevote.concat(precommit))) {
      assertThat(verifier.verify(envelope(payload)))
          .isEqualTo(new Result.Bad(Problem.NOT_CANONICAL));
    }
  }

  @Test
  void aSkippedBlockIsRefused() {
    // Field 6 of a proposal was the mark of a pseudo-block.
    var skip =
        io.supervisor.wire.consensus.Propose.newBuilder()
            .setEpoch(1)
            .setRound(1)
            .setPrevHash(wire(HASH))
            .build()
            .toByteString()
            .concat(ByteString.fromHex("3001"));
    var payload =
        ByteString.fromHex("8201").concat(ByteString.copyFrom(new byte[] {(byte) skip.size()}));
    assertThat(verifier.verify(envelope(payload.concat(skip))))
        .isEqualTo(new Result.Bad(Problem.NOT_CANONICAL));
  }

  @Test
  void aWrongSignatureIsRefused() {
    var strict = new MessageVerifier((key, bytes, signature) -> false);
    var signed = Draft.of(messages().getFirst()).signed(KEY, SEAL);
    assertThat(strict.verify(signed.toWire())).isEqualTo(new Result.Bad(Problem.BAD_SIGNATURE));
  }

  @Test
  void fieldsOutOfTheirDomainsAreRefused() {
    int[] rounds = {0, -1, Integer.MIN_VALUE, Message.ROUND_MAX + 1, Integer.MAX_VALUE};
    for (int round : rounds) {
      assertThat(problemOf(prevote(0, 1, round, 0))).isEqualTo(Problem.OUT_OF_DOMAIN);
    }
    for (long epoch : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThat(problemOf(prevote(0, epoch, 1, 0))).isEqualTo(Problem.OUT_OF_DOMAIN);
    }
    for (int validator : new int[] {65_536, -1}) {
      assertThat(problemOf(prevote(validator, 1, 1, 0))).isEqualTo(Problem.OUT_OF_DOMAIN);
    }
    assertThat(problemOf(prevote(0, 1, 3, 3))).isEqualTo(Problem.OUT_OF_DOMAIN);
    assertThat(problemOf(prevote(0, 1, 3, -1))).isEqualTo(Problem.OUT_OF_DOMAIN);
    assertThat(
            problemOf(
                ConsensusMessage.newBuilder()
                    .setWish(io.supervisor.wire.consensus.Wish.newBuilder().setEpoch(1).setRound(1))
                    .build()))
        .isEqualTo(Problem.OUT_OF_DOMAIN);
    assertThat(
            problemOf(
                ConsensusMessage.newBuilder()
                    .setPropose(
                        io.supervisor.wire.consensus.Propose.newBuilder().setEpoch(1).setRound(1))
                    .build()))
        .as("a hash of no bytes")
        .isEqualTo(Problem.OUT_OF_DOMAIN);
  }

  @Test
  void noBytesMakeItThrow() {
    var random = new Random(42);
    for (var message : messages()) {
      byte[] good = Draft.of(message).signed(KEY, SEAL).toByteString().toByteArray();
      for (int i = 0; i < 3_000; i++) {
        byte[] bytes = good.clone();
        for (int hits = random.nextInt(4); hits >= 0; hits--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        int length = random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length;
        var result = verifier.verify(ByteString.copyFrom(bytes, 0, length));
        if (result instanceof Result.Good(var verified)) {
          assertThat(verifier.verify(verified.toByteString())).isEqualTo(result);
        }
      }
    }
  }

  private Problem problemOf(ConsensusMessage payload) {
    return ((Result.Bad) verifier.verify(envelope(payload.toByteString()))).problem();
  }

  private static ConsensusMessage prevote(int validator, long epoch, int round, int locked) {
    return ConsensusMessage.newBuilder()
        .setPrevote(
            io.supervisor.wire.consensus.Prevote.newBuilder()
                .setValidator(validator)
                .setEpoch(epoch)
                .setRound(round)
                .setProposeHash(wire(HASH))
                .setLockedRound(locked))
        .build();
  }

  private static SignedMessage envelope(ByteString payload) {
    return SignedMessage.newBuilder()
        .setPayload(payload)
        .setAuthor(io.supervisor.wire.crypto.PublicKey.newBuilder().setData(KEY.toByteString()))
        .setSignature(io.supervisor.wire.crypto.Signature.newBuilder().setData(SEAL.toByteString()))
        .build();
  }

  private static io.supervisor.wire.crypto.Hash wire(Hash hash) {
    return io.supervisor.wire.crypto.Hash.newBuilder().setData(hash.toByteString()).build();
  }
}
