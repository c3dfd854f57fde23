package io.supervisor.core.replica;

/** Bounds of what peers may send each other. Larger messages are refused whole. */
public final class PeerLimits {
  /** Bytes of a whole message; a transaction of the largest size fits. */
  public static final int MESSAGE_BYTES_MAX = 8 << 20;

  /** Bytes of transactions or blocks that a sender puts into one message, if more than one. */
  public static final int BATCH_BYTES_MAX = 1 << 20;

  /** Bytes of all messages that answer one request for transactions. */
  public static final int ANSWER_BYTES_MAX = 4 << 20;

  /** Signed messages of consensus in one message. */
  public static final int CONSENSUS_MESSAGES_MAX = 256;

  /** Prevotes in a proof of lock, precommits in a certificate. */
  public static final int VOTES_MAX = 1 << 16;

  /** Transactions, or hashes of transactions, in one message. */
  public static final int TRANSACTIONS_MAX = 1 << 15;

  /** Blocks in one answer. */
  public static final int BLOCKS_MAX = 64;

  private PeerLimits() {}
}
