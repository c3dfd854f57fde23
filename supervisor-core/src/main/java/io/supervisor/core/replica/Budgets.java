package io.supervisor.core.replica;

import io.supervisor.api.PublicKey;
import java.util.TreeMap;

/**
 * What each peer may still have answered, in bytes: grows with time up to two seconds' worth, so
 * that small requests cannot be turned into a flood (original-consensus.md, H19, R4).
 */
final class Budgets {
  private static final int SECONDS_SAVED = 2;

  private final long bytesPerSecond;
  private final TreeMap<PublicKey, Account> accounts = new TreeMap<>();

  private static final class Account {
    long bytes;
    long sinceMs;
  }

  Budgets(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Whether the peer may have an answer now; a large one may overdraw its account once. */
  boolean allows(PublicKey peer, long nowMs) {
    return account(peer, nowMs).bytes > 0;
  }

  void charge(PublicKey peer, long bytes, long nowMs) {
    account(peer, nowMs).bytes -= bytes;
  }

  void forget(PublicKey peer) {
    var account = accounts.get(peer);
    if (account != null && account.bytes > 0) {
      accounts.remove(peer);
    }
  }

  private Account account(PublicKey peer, long nowMs) {
    var account =
        accounts.computeIfAbsent(
            peer,
            _ -> {
              var fresh = new Account();
              fresh.bytes = SECONDS_SAVED * bytesPerSecond;
              fresh.sinceMs = nowMs;
              return fresh;
            });
    long elapsed = Math.min(nowMs - account.sinceMs, 1_000L * SECONDS_SAVED);
    account.bytes =
        Math.min(SECONDS_SAVED * bytesPerSecond, account.bytes + elapsed * bytesPerSecond / 1_000);
    account.sinceMs = nowMs;
    return account;
  }
}
