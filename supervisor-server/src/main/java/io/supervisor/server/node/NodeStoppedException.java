package io.supervisor.server.node;

/** The node has stopped or is stopping: ask another one. */
public final class NodeStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NodeStoppedException() {
    super("the node is stopping");
  }
}
