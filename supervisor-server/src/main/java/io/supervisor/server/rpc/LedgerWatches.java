package io.supervisor.server.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.rpc.v1.WatchBlocksResponse;
import io.supervisor.rpc.v1.WatchTransactionsResponse;
import io.supervisor.server.node.NodeApi;
import io.supervisor.wire.runtime.CallInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Watches of blocks and transactions: read from the chain, height by height, without gaps. */
final class LedgerWatches {
  private final NodeApi node;
  private final Watchers watchers;

  LedgerWatches(NodeApi node, Watchers watchers) {
    this.node = node;
    this.watchers = watchers;
  }

  void blocks(Requests.BlocksFrom wanted, StreamObserver<WatchBlocksResponse> observer) {
    var first = firstHeight(wanted.from());
    watchers.start(
        "WatchBlocks",
        observer,
        stream -> {
          for (var height = first; ; height = height.next()) {
            stream.awaitBlock(height);
            var ledger = Ledger.of(node);
            if (!wanted.skipEmpty() || ledger.header(height).txCount() > 0) {
              var block = ledger.block(height, wanted.parts());
              stream.send(WatchBlocksResponse.newBuilder().setBlock(block).build());
            }
          }
        });
  }

  private Height firstHeight(Optional<Height> wanted) {
    return wanted.orElseGet(() -> watchers.commits().last().next());
  }

  void transactions(
      Requests.TransactionWatch wanted, StreamObserver<WatchTransactionsResponse> observer) {
    switch (wanted.selection()) {
      case Requests.TransactionSelection.Given(var hashes) -> given(wanted, hashes, observer);
      case Requests.TransactionSelection.From from -> from(wanted, from, observer);
    }
  }

  private void given(
      Requests.TransactionWatch wanted,
      Set<Hash> hashes,
      StreamObserver<WatchTransactionsResponse> observer) {
    watchers.start(
        "WatchTransactions",
        observer,
        stream -> {
          var left = new HashSet<Hash>();
          var ledger = Ledger.of(node);
          for (var hash : hashes) {
            var location = ledger.location(hash);
            if (location.isPresent()) {
              stream.send(message(ledger, location.get(), hash, wanted));
            } else {
              left.add(hash);
            }
          }
          for (var height = ledger.height().next(); !left.isEmpty(); height = height.next()) {
            stream.awaitBlock(height);
            sendFrom(height, left, wanted, stream);
          }
        });
  }

  private void sendFrom(
      Height height,
      Set<Hash> left,
      Requests.TransactionWatch wanted,
      Watchers.Stream<WatchTransactionsResponse> stream)
      throws Watchers.Gone {
    var ledger = Ledger.of(node);
    List<Hash> hashes = ledger.transactionHashes(height);
    for (var i = 0; i < hashes.size(); i++) {
      if (left.remove(hashes.get(i))) {
        stream.send(message(ledger, new TxLocation(height, i), hashes.get(i), wanted));
      }
    }
  }

  private void from(
      Requests.TransactionWatch wanted,
      Requests.TransactionSelection.From from,
      StreamObserver<WatchTransactionsResponse> observer) {
    var first = firstHeight(from.from());
    watchers.start(
        "WatchTransactions",
        observer,
        stream -> {
          for (var height = first; ; height = height.next()) {
            stream.awaitBlock(height);
            var ledger = Ledger.of(node);
            var hashes = ledger.transactionHashes(height);
            for (var i = 0; i < hashes.size(); i++) {
              var location = new TxLocation(height, i);
              if (matches(from, Ledger.callInfo(ledger.transaction(location)))) {
                stream.send(message(ledger, location, hashes.get(i), wanted));
              }
            }
          }
        });
  }

  private static boolean matches(Requests.TransactionSelection.From from, CallInfo call) {
    return from.instance().filter(id -> id.value() != call.getInstanceId()).isEmpty()
        && from.method().filter(id -> id != call.getMethodId()).isEmpty();
  }

  private static WatchTransactionsResponse message(
      Ledger ledger, TxLocation location, Hash hash, Requests.TransactionWatch wanted) {
    var bytes = ledger.transaction(location);
    var message =
        WatchTransactionsResponse.newBuilder()
            .setHash(hash.toByteString())
            .setCallInfo(Ledger.callInfo(bytes))
            .setCommitted(ledger.committed(location, wanted.withProof()));
    if (wanted.withBytes()) {
      message.setTransaction(ByteString.copyFrom(bytes));
    }
    return message.build();
  }
}
