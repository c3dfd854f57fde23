package io.supervisor.core.merkledb.tree;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ProofPath;
import java.nio.ByteBuffer;

/** Top of a subtree of a map: a leaf if its path has all bits, else a branch. */
public record Node(ProofPath path, Hash hash) {
  public boolean isLeaf() {
    return path.isLeaf();
  }

  /** Length of the path (2 bytes, big endian), its bytes, hash. */
  public byte[] encode() {
    var out = ByteBuffer.allocate(encodedSize());
    encode(out);
    return out.array();
  }

  int encodedSize() {
    return Short.BYTES + path.unsafeBytes().length + Hash.SIZE;
  }

  void encode(ByteBuffer out) {
    out.putShort((short) path.length()).put(path.unsafeBytes()).put(hash.unsafeBytes());
  }

  /**
   * Reads what {@link #encode()} wrote.
   *
   * @throws IllegalArgumentException if a path cannot have this length
   * @throws java.nio.BufferUnderflowException if bytes are missing
   */
  public static Node decode(ByteBuffer in) {
    var bits = in.getShort() & 0xffff;
    var path = new byte[(bits + 7) / 8];
    in.get(path);
    var hash = new byte[Hash.SIZE];
    in.get(hash);
    return new Node(ProofPath.prefix(path, bits), Hash.wrap(hash));
  }
}
