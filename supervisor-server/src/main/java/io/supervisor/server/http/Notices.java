package io.supervisor.server.http;

import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.ProofValues;
import io.supervisor.api.service.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is told of one block, as texts that all WebSockets share; made when they are first asked
 * for. For one thread.
 */
final class Notices {
  private final ChainView view;
  private final Height height;
  private final String block;
  private final List<OfTransaction> transactions = new ArrayList<>();
  private boolean hasTransactions;

  /** Requires that the height is not above that of the view. */
  Notices(ChainView view, Height height) {
    this.view = view;
    this.height = height;
    var notice = Value.struct().with("type", Value.of("block"));
    ProofValues.of(view.block(height).block()).members().forEach(notice::with);
    this.block = text(notice.build());
  }

  /** What is told of one transaction. */
  record OfTransaction(int instance, int method, String text) {}

  Height height() {
    return height;
  }

  String block() {
    return block;
  }

  /** In the order of the block. */
  List<OfTransaction> transactions() {
    if (!hasTransactions) {
      hasTransactions = true;
      var hashes = view.transactionHashes(height);
      for (var i = 0; i < hashes.size(); i++) {
        transactions.add(transaction(new TxLocation(height, i), hashes.get(i).toBytes()));
      }
    }
    return transactions;
  }

  private OfTransaction transaction(TxLocation location, byte[] hash) {
    var call = VerifiedTransaction.trusted(view.transaction(location));
    var notice =
        Value.struct().with("type", Value.of("transaction")).with("tx_hash", Value.hex(hash));
    ExplorerApi.callInfo(call).members().forEach(notice::with);
    return new OfTransaction(
        call.instance().value(), call.method(), text(view.notified(notice, location).build()));
  }

  static String text(Value value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }
}
