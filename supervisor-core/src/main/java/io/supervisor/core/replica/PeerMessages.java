package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ProofOfLock;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.wire.peer.BlocksAnswer;
import io.supervisor.wire.peer.BlocksRequest;
import io.supervisor.wire.peer.ConsensusMessages;
import io.supervisor.wire.peer.DecidedBlock;
import io.supervisor.wire.peer.PeerMessage;
import io.supervisor.wire.peer.PeerStatus;
import io.supervisor.wire.peer.PoolRequest;
import io.supervisor.wire.peer.ProofOfLockRequest;
import io.supervisor.wire.peer.ProposalRequest;
import io.supervisor.wire.peer.TransactionBatch;
import io.supervisor.wire.peer.TransactionsRequest;
import java.util.List;

/** What a replica says to its peers, in wire form. */
final class PeerMessages {
  private PeerMessages() {}

  static PeerMessage consensus(List<? extends Verified<?>> messages) {
    var wire = ConsensusMessages.newBuilder();
    messages.forEach(message -> wire.addSigned(message.toByteString()));
    return PeerMessage.newBuilder().setConsensus(wire).build();
  }

  static PeerMessage proofOfLock(ProofOfLock proof) {
    var wire = io.supervisor.wire.peer.ProofOfLock.newBuilder();
    proof.prevotes().forEach(vote -> wire.addPrevotes(vote.toByteString()));
    return PeerMessage.newBuilder().setProofOfLock(wire).build();
  }

  static PeerMessage transactions(List<VerifiedTransaction> transactions) {
    var wire = TransactionBatch.newBuilder();
    transactions.forEach(transaction -> wire.addSigned(body(transaction)));
    return PeerMessage.newBuilder().setTransactions(wire).build();
  }

  static PeerMessage status(Height height, Hash lastHash, int poolCount) {
    return PeerMessage.newBuilder()
        .setStatus(
            PeerStatus.newBuilder()
                .setHeight(height.value())
                .setLastHash(lastHash.toByteString())
                .setPoolCount(poolCount))
        .build();
  }

  static PeerMessage proposalRequest(Height epoch, Hash proposeHash) {
    return PeerMessage.newBuilder()
        .setProposalRequest(
            ProposalRequest.newBuilder()
                .setEpoch(epoch.value())
                .setProposeHash(proposeHash.toByteString()))
        .build();
  }

  static PeerMessage proofOfLockRequest(Height epoch, int round, Hash proposeHash) {
    return PeerMessage.newBuilder()
        .setProofOfLockRequest(
            ProofOfLockRequest.newBuilder()
                .setEpoch(epoch.value())
                .setRound(round)
                .setProposeHash(proposeHash.toByteString()))
        .build();
  }

  static PeerMessage transactionsRequest(List<Hash> hashes) {
    var wire = TransactionsRequest.newBuilder();
    hashes.forEach(hash -> wire.addHashes(hash.toByteString()));
    return PeerMessage.newBuilder().setTransactionsRequest(wire).build();
  }

  static PeerMessage poolRequest() {
    return PeerMessage.newBuilder().setPoolRequest(PoolRequest.getDefaultInstance()).build();
  }

  static PeerMessage blocksRequest(Height from, int count) {
    return PeerMessage.newBuilder()
        .setBlocksRequest(BlocksRequest.newBuilder().setFromHeight(from.value()).setCount(count))
        .build();
  }

  static PeerMessage blocks(List<DecidedBlock> blocks) {
    return PeerMessage.newBuilder()
        .setBlocksAnswer(BlocksAnswer.newBuilder().addAllBlocks(blocks))
        .build();
  }

  /** A block with as many of its transactions as fit into so many bytes. */
  static DecidedBlock block(BlockRecord block, long bodyBytesMax) {
    var wire =
        DecidedBlock.newBuilder().setHeader(block.header()).addAllPrecommits(block.precommits());
    block.transactionHashes().forEach(hash -> wire.addTransactionHashes(hash.toByteString()));
    long bytes = 0;
    for (var transaction : block.transactions()) {
      bytes += transaction.size();
      if (bytes > bodyBytesMax) {
        break;
      }
      wire.addTransactions(transaction);
    }
    return wire.build();
  }

  static ByteString body(VerifiedTransaction transaction) {
    return UnsafeByteOperations.unsafeWrap(transaction.bytes());
  }
}
