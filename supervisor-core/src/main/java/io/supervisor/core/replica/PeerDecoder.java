package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.SignatureCheck;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.catchup.FetchedBlock;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.MessageVerifier;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ProofOfLock;
import io.supervisor.wire.Block;
import io.supervisor.wire.peer.BlocksRequest;
import io.supervisor.wire.peer.DecidedBlock;
import io.supervisor.wire.peer.PeerMessage;
import io.supervisor.wire.peer.PeerStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Wire form of peer messages to {@link PeerInput}. */
final class PeerDecoder {
  private final SignatureCheck check;
  private final MessageVerifier verifier;
  private final Predicate<Hash> known;

  PeerDecoder(SignatureCheck check, Predicate<Hash> known) {
    this.check = check;
    this.verifier = new MessageVerifier(check);
    this.known = known;
  }

  PeerGate.Result decode(byte[] bytes) {
    try {
      within("message bytes", bytes.length, PeerLimits.MESSAGE_BYTES_MAX);
      return decode(PeerMessage.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      return new PeerGate.Result.Refused("message: not protobuf");
    } catch (IllegalArgumentException e) {
      return new PeerGate.Result.Refused(String.valueOf(e.getMessage()));
    }
  }

  private PeerGate.Result decode(PeerMessage message) throws InvalidProtocolBufferException {
    return switch (message.getKindCase()) {
      case CONSENSUS ->
          admitted(
              new PeerInput.ConsensusMessages(verified(message.getConsensus().getSignedList())));
      case TRANSACTIONS -> transactions(message.getTransactions().getSignedList());
      case STATUS -> admitted(status(message.getStatus()));
      case PROPOSAL_REQUEST -> {
        var request = message.getProposalRequest();
        yield admitted(
            new PeerInput.ProposalRequested(
                new Height(request.getEpoch()), Hash.of(request.getProposeHash())));
      }
      case PROOF_OF_LOCK_REQUEST -> {
        var request = message.getProofOfLockRequest();
        yield admitted(
            new PeerInput.ProofOfLockRequested(
                new Height(request.getEpoch()),
                request.getRound(),
                Hash.of(request.getProposeHash())));
      }
      case PROOF_OF_LOCK ->
          admitted(
              new PeerInput.ProofOfLockGiven(
                  proofOfLock(message.getProofOfLock().getPrevotesList())));
      case TRANSACTIONS_REQUEST ->
          admitted(
              new PeerInput.TransactionsRequested(
                  hashes(message.getTransactionsRequest().getHashesList())));
      case POOL_REQUEST -> admitted(new PeerInput.PoolRequested());
      case BLOCKS_REQUEST -> admitted(blocksRequested(message.getBlocksRequest()));
      case BLOCKS_ANSWER -> admitted(blocks(message.getBlocksAnswer().getBlocksList()));
      // Files travel beside the replica.
      case ARTIFACT_REQUEST, ARTIFACT_ANSWER, KIND_NOT_SET -> new PeerGate.Result.Nothing();
    };
  }

  private static PeerGate.Result admitted(PeerInput message) {
    return new PeerGate.Result.Admitted(message);
  }

  private List<Verified<? extends Message>> verified(List<ByteString> signed) {
    within("consensus messages", signed.size(), PeerLimits.CONSENSUS_MESSAGES_MAX);
    var verified = new ArrayList<Verified<? extends Message>>(signed.size());
    signed.forEach(bytes -> verified.add(verified(bytes)));
    return verified;
  }

  private Verified<? extends Message> verified(ByteString signed) {
    return switch (verifier.verify(signed)) {
      case MessageVerifier.Result.Good(var message) -> message;
      case MessageVerifier.Result.Bad(var problem) ->
          throw new IllegalArgumentException("consensus message: " + problem);
    };
  }

  private <M extends Message> List<Verified<M>> votes(List<ByteString> signed, Class<M> kind) {
    within("votes", signed.size(), PeerLimits.VOTES_MAX);
    var votes = new ArrayList<Verified<M>>(signed.size());
    for (var bytes : signed) {
      var vote = verified(bytes);
      if (!kind.isInstance(vote.message())) {
        throw new IllegalArgumentException("vote: got another kind, want " + kind.getSimpleName());
      }
      votes.add(vote.as(kind));
    }
    return votes;
  }

  private ProofOfLock proofOfLock(List<ByteString> prevotes) {
    return ProofOfLock.of(votes(prevotes, Prevote.class))
        .orElseThrow(() -> new IllegalArgumentException("proof of lock: votes differ"));
  }

  private PeerGate.Result transactions(List<ByteString> signed) {
    within("transactions", signed.size(), PeerLimits.TRANSACTIONS_MAX);
    var verified = new ArrayList<VerifiedTransaction>(signed.size());
    for (var bytes : signed) {
      byte[] array = bytes.toByteArray();
      if (!known.test(Sha256.of(array))) {
        verified.add(VerifiedTransaction.verify(array, PeerLimits.MESSAGE_BYTES_MAX, check));
      }
    }
    return verified.isEmpty()
        ? new PeerGate.Result.Nothing()
        : admitted(new PeerInput.Transactions(verified));
  }

  private static PeerInput.Status status(PeerStatus status) {
    return new PeerInput.Status(
        new Height(status.getHeight()), Hash.of(status.getLastHash()), status.getPoolCount());
  }

  private static PeerInput.BlocksRequested blocksRequested(BlocksRequest request) {
    int count = request.getCount();
    if (count < 1 || count > PeerLimits.BLOCKS_MAX) {
      throw new IllegalArgumentException(
          "blocks: got "
              + Integer.toUnsignedString(count)
              + ", want 1 to "
              + PeerLimits.BLOCKS_MAX);
    }
    return new PeerInput.BlocksRequested(new Height(request.getFromHeight()), count);
  }

  private PeerInput.Blocks blocks(List<DecidedBlock> blocks) throws InvalidProtocolBufferException {
    within("blocks", blocks.size(), PeerLimits.BLOCKS_MAX);
    var fetched = new ArrayList<FetchedBlock>(blocks.size());
    for (var block : blocks) {
      fetched.add(block(block));
    }
    return new PeerInput.Blocks(fetched);
  }

  private FetchedBlock block(DecidedBlock block) throws InvalidProtocolBufferException {
    var header = Block.parseFrom(block.getHeader());
    if (header.getHeight() < 0) {
      throw new IllegalArgumentException("height: out of range");
    }
    return new FetchedBlock(
        block.getHeader(),
        header,
        Sha256.of(block.getHeader().toByteArray()),
        votes(block.getPrecommitsList(), Precommit.class),
        hashes(block.getTransactionHashesList()),
        bodies(block.getTransactionsList()));
  }

  private static Map<Hash, VerifiedTransaction> bodies(List<ByteString> transactions) {
    within("transactions", transactions.size(), PeerLimits.TRANSACTIONS_MAX);
    var bodies = new HashMap<Hash, VerifiedTransaction>();
    for (var bytes : transactions) {
      var transaction = VerifiedTransaction.trusted(bytes.toByteArray());
      bodies.put(transaction.hash(), transaction);
    }
    return bodies;
  }

  private static List<Hash> hashes(List<ByteString> hashes) {
    within("hashes", hashes.size(), PeerLimits.TRANSACTIONS_MAX);
    return hashes.stream().map(Hash::of).toList();
  }

  private static void within(String what, int count, int max) {
    if (count > max) {
      throw new IllegalArgumentException(what + ": got " + count + ", want at most " + max);
    }
  }
}
