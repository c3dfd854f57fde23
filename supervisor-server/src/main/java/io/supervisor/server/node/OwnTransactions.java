package io.supervisor.server.node;

import io.supervisor.api.crypto.Signer;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.server.observe.EventLog;

/** Transactions of this node's services: signed with its service key and put into its pool. */
final class OwnTransactions {
  private final Submissions submissions;
  private final Signer serviceKey;
  private final EventLog log;

  OwnTransactions(Submissions submissions, Signer serviceKey, EventLog log) {
    this.submissions = submissions;
    this.serviceKey = serviceKey;
    this.log = log;
  }

  /** Signs and submits; any thread. What is refused is asked for again after the next block. */
  void send(CommitAction.Broadcast broadcast) {
    var transaction =
        VerifiedTransaction.sign(
            broadcast.instance(), broadcast.method(), broadcast.arguments(), serviceKey);
    submissions
        .submitOwn(transaction)
        .thenAccept(answer -> {
          switch (answer) {
            case Submission.Accepted _,
                Submission.AlreadyPooled _,
                Submission.AlreadyCommitted _ -> {}
            default -> log.ownTransactionRefused(transaction.hash(), answer.toString());
          }
        });
  }
}
