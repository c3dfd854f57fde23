package io.supervisor.core.journal;

/**
 * The journal holds less than was once durable, or is that of another network. A node that went on
 * could contradict votes it has given: it must not start. Its administrator restores the disk, or
 * lets the node join anew with another consensus key.
 */
public final class JournalDamagedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public JournalDamagedException(String message) {
    super(message);
  }

  public JournalDamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
