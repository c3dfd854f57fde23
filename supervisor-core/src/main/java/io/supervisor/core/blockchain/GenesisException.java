package io.supervisor.core.blockchain;

/** The first block cannot be made from what was configured: the node may not start. */
public final class GenesisException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public GenesisException(String message) {
    super(message);
  }
}
