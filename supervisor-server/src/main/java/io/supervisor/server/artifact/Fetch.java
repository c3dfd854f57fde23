package io.supervisor.server.artifact;

import io.supervisor.api.Hash;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A file that is being fetched. Asking for it twice gives the same.
 *
 * <p>{@link #done} is completed on a thread of the exchange once the file is in the store;
 * exceptionally, with a message for people, if it can never be had or nobody needs it any more.
 */
public final class Fetch {
  private final Hash sha256;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile String progress = "not begun";
  private volatile boolean isNowhere;
  private volatile boolean isDropped;
  private volatile String problem = "";

  Fetch(Hash sha256) {
    this.sha256 = sha256;
  }

  public Hash sha256() {
    return sha256;
  }

  public CompletableFuture<Void> done() {
    return done;
  }

  /** For people: how far it is. */
  public String progress() {
    return progress;
  }

  /**
   * Every peer of the connect list has said that it does not have the file. It is asked for all the
   * same: somebody may bring it.
   */
  public boolean isNowhere() {
    return isNowhere;
  }

  /** Whether it ended because nobody needs the file any more, or the node stops. */
  public boolean isDropped() {
    return isDropped;
  }

  /** Why it ended without the file; empty if it did not. */
  public String problem() {
    return problem;
  }

  void fail(String why) {
    problem = why;
    done.completeExceptionally(new IOException(why));
  }

  void drop(String why) {
    isDropped = true;
    problem = why;
    done.completeExceptionally(new IOException(why));
  }

  void tell(String now, boolean nowhere) {
    progress = now;
    isNowhere = nowhere;
  }
}
