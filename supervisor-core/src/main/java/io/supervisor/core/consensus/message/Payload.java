package io.supervisor.core.consensus.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.wire.CoreMessage;
import io.supervisor.wire.consensus.ConsensusMessage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records to the bytes that are signed, and back. */
final class Payload {
  private Payload() {}

  static byte[] encode(Message message) {
    return switch (message) {
      case Propose m -> ours().setPropose(propose(m)).build().toByteArray();
      case Prevote m -> ours().setPrevote(prevote(m)).build().toByteArray();
      case Wish m -> ours().setWish(wish(m)).build().toByteArray();
      case Precommit m -> CoreMessage.newBuilder().setPrecommit(precommit(m)).build().toByteArray();
    };
  }

  /**
   * Null if the bytes hold no message of consensus.
   *
   * @throws InvalidProtocolBufferException if they are no protobuf
   * @throws IllegalArgumentException if a field is out of its domain
   */
  static @Nullable Message decode(ByteString payload) throws InvalidProtocolBufferException {
    var ours = ConsensusMessage.parseFrom(payload);
    return switch (ours.getKindCase()) {
      case PROPOSE -> propose(ours.getPropose());
      case PREVOTE -> prevote(ours.getPrevote());
      case WISH -> wish(ours.getWish());
      case KIND_NOT_SET -> {
        var core = CoreMessage.parseFrom(payload);
        yield core.hasPrecommit() ? precommit(core.getPrecommit()) : null;
      }
    };
  }

  private static ConsensusMessage.Builder ours() {
    return ConsensusMessage.newBuilder();
  }

  private static io.supervisor.wire.consensus.Propose propose(Propose m) {
    var wire =
        io.supervisor.wire.consensus.Propose.newBuilder()
            .setValidator(m.validator().value())
            .setEpoch(m.epoch().value())
            .setRound(m.round())
            .setPrevHash(hash(m.previousHash()));
    m.transactions().forEach(transaction -> wire.addTransactions(hash(transaction)));
    return wire.build();
  }

  private static Propose propose(io.supervisor.wire.consensus.Propose m) {
    List<Hash> transactions = new ArrayList<>(m.getTransactionsCount());
    m.getTransactionsList()
        .forEach(transaction -> transactions.add(Hash.of(transaction.getData())));
    return new Propose(
        validator(m.getValidator()),
        new Height(m.getEpoch()),
        m.getRound(),
        Hash.of(m.getPrevHash().getData()),
        transactions);
  }

  private static io.supervisor.wire.consensus.Prevote prevote(Prevote m) {
    return io.supervisor.wire.consensus.Prevote.newBuilder()
        .setValidator(m.validator().value())
        .setEpoch(m.epoch().value())
        .setRound(m.round())
        .setProposeHash(hash(m.proposeHash()))
        .setLockedRound(m.lockedRound())
        .build();
  }

  private static Prevote prevote(io.supervisor.wire.consensus.Prevote m) {
    return new Prevote(
        validator(m.getValidator()),
        new Height(m.getEpoch()),
        m.getRound(),
        Hash.of(m.getProposeHash().getData()),
        m.getLockedRound());
  }

  private static io.supervisor.wire.consensus.Wish wish(Wish m) {
    return io.supervisor.wire.consensus.Wish.newBuilder()
        .setValidator(m.validator().value())
        .setEpoch(m.epoch().value())
        .setRound(m.round())
        .build();
  }

  private static Wish wish(io.supervisor.wire.consensus.Wish m) {
    return new Wish(validator(m.getValidator()), new Height(m.getEpoch()), m.getRound());
  }

  private static io.supervisor.wire.Precommit precommit(Precommit m) {
    return io.supervisor.wire.Precommit.newBuilder()
        .setValidator(m.validator().value())
        .setEpoch(m.epoch().value())
        .setRound(m.round())
        .setProposeHash(hash(m.proposeHash()))
        .setBlockHash(hash(m.blockHash()))
        .setTime(
            Timestamp.newBuilder()
                .setSeconds(m.time().getEpochSecond())
                .setNanos(m.time().getNano()))
        .build();
  }

  private static Precommit precommit(io.supervisor.wire.Precommit m) {
    return new Precommit(
        validator(m.getValidator()),
        new Height(m.getEpoch()),
        m.getRound(),
        Hash.of(m.getProposeHash().getData()),
        Hash.of(m.getBlockHash().getData()),
        time(m.getTime()));
  }

  private static Instant time(Timestamp time) {
    try {
      return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("time: out of range", e);
    }
  }

  private static ValidatorId validator(int value) {
    return new ValidatorId(value);
  }

  private static io.supervisor.wire.crypto.Hash hash(Hash hash) {
    return io.supervisor.wire.crypto.Hash.newBuilder().setData(hash.toByteString()).build();
  }
}
