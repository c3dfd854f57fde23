package io.supervisor.core.merkledb.tree;

import io.supervisor.api.proof.ProofPath;
import io.supervisor.api.proof.TreeHash;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Branch of a map's tree with its children (wire.md section 2.4).
 *
 * <p>Stored as the left child, then the right one, as {@link Node#encode()} says.
 */
public final class Branch {
  private final Node self;
  private final Node left;
  private final Node right;

  private Branch(ProofPath path, Node left, Node right) {
    this.left = left;
    this.right = right;
    this.self =
        new Node(path, TreeHash.mapBranch(left.path(), left.hash(), right.path(), right.hash()));
  }

  /** Joins two subtrees in either order. Requires that neither path begins the other. */
  public static Branch of(Node one, Node other) {
    var common = one.path().commonPrefixLength(other.path());
    var path = one.path().prefix(common);
    return one.path().bit(common) ? new Branch(path, other, one) : new Branch(path, one, other);
  }

  public Node self() {
    return self;
  }

  public Node left() {
    return left;
  }

  public Node right() {
    return right;
  }

  public byte[] encode() {
    var out = ByteBuffer.allocate(left.encodedSize() + right.encodedSize());
    left.encode(out);
    right.encode(out);
    return out.array();
  }

  /**
   * Reads what {@link #encode()} wrote.
   *
   * @throws IllegalArgumentException if the bytes are anything else
   */
  public static Branch decode(byte[] encoded) {
    var in = ByteBuffer.wrap(encoded);
    try {
      var left = Node.decode(in);
      var right = Node.decode(in);
      if (!in.hasRemaining() && left.path().compareTo(right.path()) < 0) {
        return of(left, right);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("branch: truncated", e);
    }
    throw new IllegalArgumentException("branch: trailing bytes, or children in the wrong order");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Branch that && left.equals(that.left) && right.equals(that.right);
  }

  @Override
  public int hashCode() {
    return self.hash().hashCode();
  }

  @Override
  public String toString() {
    return "Branch[" + left + ", " + right + "]";
  }
}
