package io.supervisor.server.peer;

/**
 * Urgency of a message to a peer: an earlier lane is emptied first. A lane that is full loses
 * messages, as any network may: consensus repeats itself and asks for what it lacks.
 */
public enum Lane {
  /**
   * Proposals, votes, wishes, status, requests. A full lane loses its oldest, as newer ones say
   * more.
   */
  CONSENSUS(4 << 20, true),
  /** Blocks and other answers. A full lane loses the newest: who asked asks again. */
  ANSWERS(32 << 20, false),
  /** New transactions. A full lane loses the newest: proposals name them, and are asked for. */
  TRANSACTIONS(16 << 20, false),
  /** Files of artifacts. A full lane loses the newest: who asked asks again. */
  ARTIFACTS(4 << 20, false);

  private final int bytesMax;
  private final boolean losesOldest;

  Lane(int bytesMax, boolean losesOldest) {
    this.bytesMax = bytesMax;
    this.losesOldest = losesOldest;
  }

  /** Bytes that may wait for one peer. */
  int bytesMax() {
    return bytesMax;
  }

  boolean losesOldest() {
    return losesOldest;
  }
}
