package io.supervisor.client;

import io.supervisor.api.proof.ProofError;

/**
 * What a node answered does not verify: it lies, follows another network, or the validators have
 * changed in a way that cannot be followed from those that are trusted. Do not believe this node;
 * other nodes have been tried, as far as there are any.
 */
public final class UnverifiedException extends SupervisorException {
  private static final long serialVersionUID = 1;

  private final transient ProofError error;
  private final String node;

  UnverifiedException(String node, ProofError error) {
    super("node " + node + ": " + error, null);
    this.node = node;
    this.error = error;
  }

  public ProofError error() {
    return error;
  }

  /** Endpoint that gave the answer. */
  public String node() {
    return node;
  }
}
