package io.supervisor.core.merkledb;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sorted records in a tree over the bytes of their keys. A branch tells apart by one byte keys that
 * are equal before it; bytes by which no keys differ have no branch, so what is looked up is
 * compared once, with the one record that is left. That is why it beats a tree that compares keys
 * at each step, the more so as most keys here begin alike.
 *
 * <p>A copy costs nothing: it shares all branches, and replaces those that it changes.
 *
 * <p>For one thread, or for many if it is not changed any more.
 */
final class RecordTrie {
  /** What marks the branches that may be changed: others may share those without it. */
  private final Object edit = new Object();

  private @Nullable Node root;
  private long size;

  /** Empty. */
  RecordTrie() {}

  /** A copy. The original may not be changed any more. */
  RecordTrie(RecordTrie original) {
    this.root = original.root;
    this.size = original.size;
  }

  long size() {
    return size;
  }

  byte @Nullable [] get(byte[] key) {
    var node = root;
    while (node instanceof Branch branch) {
      node = branch.next(key);
    }
    return node instanceof Leaf leaf && Arrays.equals(leaf.key, key) ? leaf.value : null;
  }

  /** Adds or replaces a record; returns the value before, null = there was none. */
  byte @Nullable [] put(byte[] key, byte[] value) {
    var leaf = new Leaf(key, value);
    if (root == null) {
      root = leaf;
      size = 1;
      return null;
    }
    var nearest = nearest(root, key);
    var mismatch = Arrays.mismatch(nearest.key, key);
    if (mismatch < 0) {
      var place = descend(key, Integer.MAX_VALUE);
      place.set(leaf);
      return nearest.value;
    }
    insert(leaf, nearest, mismatch);
    size++;
    return null;
  }

  /** Above the mismatch there is a branch for it, or has to be one. */
  private void insert(Leaf leaf, Leaf nearest, int mismatch) {
    var place = descend(leaf.key, mismatch);
    if (place.node() instanceof Branch branch && branch.at == mismatch) {
      var own = branch.ownedBy(edit);
      own.add(leaf);
      place.set(own);
    } else {
      place.set(new Branch(edit, mismatch, place.node(), nearest.key, leaf));
    }
  }

  /** Removes a record; returns its value, null = there is none. */
  byte @Nullable [] remove(byte[] key) {
    var before = get(key);
    if (before == null) {
      return null;
    }
    size--;
    var place = descend(key, Integer.MAX_VALUE);
    var parent = place.parent;
    if (parent == null) {
      root = null;
      return before;
    }
    parent.remove(key);
    var only = parent.only();
    if (only != null) {
      // The path down to the parent is owned by now.
      descend(key, parent.at).set(only);
    }
    return before;
  }

  /**
   * The place under which a key is or would be, at the first node that is no branch on a byte
   * before the given one. What is above it may be changed then.
   */
  private Place descend(byte[] key, int before) {
    var place = new Place(null, 0);
    while (place.node() instanceof Branch branch && branch.at < before) {
      var own = branch.ownedBy(edit);
      place.set(own);
      place = new Place(own, own.slot(key));
    }
    return place;
  }

  /** Of all records, one that shares most bytes with the key. */
  private static Leaf nearest(Node root, byte[] key) {
    var node = root;
    while (node instanceof Branch branch) {
      var next = branch.next(key);
      node = next == null ? branch.first() : next;
    }
    return (Leaf) node;
  }

  /** Records {@code from <= key < to}, ascending; to null = the last one. */
  Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    return new Scan(root, from, to);
  }

  private abstract static sealed class Node {}

  private static final class Leaf extends Node implements Map.Entry<byte[], byte[]> {
    final byte[] key;
    final byte[] value;

    Leaf(byte[] key, byte[] value) {
      this.key = key;
      this.value = value;
    }

    @Override
    public byte[] getKey() {
      return key;
    }

    @Override
    public byte[] getValue() {
      return value;
    }

    @Override
    public byte[] setValue(byte[] value) {
      throw new UnsupportedOperationException("records are changed through the tree");
    }
  }

  /** Where a node hangs: under a branch, or topmost. */
  private final class Place {
    final @Nullable Branch parent;
    final int slot;

    Place(@Nullable Branch parent, int slot) {
      this.parent = parent;
      this.slot = slot;
    }

    Node node() {
      // Null only in an empty tree, which no place is asked for.
      return parent == null ? Objects.requireNonNull(root) : parent.at(slot);
    }

    void set(Node node) {
      if (parent == null) {
        root = node;
      } else {
        parent.replaceAt(slot, node);
      }
    }
  }

  /** At least two nodes below it. */
  private static final class Branch extends Node {
    /** Slot of the record whose key ends here. */
    static final int END = -1;

    private static final Node[] NONE = {};

    /** The edit that may change it. */
    private final Object owner;

    /** Number of bytes that all keys below share. */
    final int at;

    /** Which bytes follow: a bit for each. */
    private long bytes0;

    private long bytes1;
    private long bytes2;
    private long bytes3;

    /** One for each of these bytes, ascending. */
    private Node[] children;

    private @Nullable Leaf end;

    /** A branch of what was there and one more. */
    Branch(Object owner, int at, Node node, byte[] keyInNode, Leaf leaf) {
      this.owner = owner;
      this.at = at;
      this.children = NONE;
      add(keyInNode, node);
      add(leaf);
    }

    private Branch(Object owner, Branch original) {
      this.owner = owner;
      this.at = original.at;
      this.bytes0 = original.bytes0;
      this.bytes1 = original.bytes1;
      this.bytes2 = original.bytes2;
      this.bytes3 = original.bytes3;
      this.children = original.children.clone();
      this.end = original.end;
    }

    Branch ownedBy(Object edit) {
      return owner == edit ? this : new Branch(edit, this);
    }

    /** Where the key leads; null = nowhere. */
    @Nullable Node next(byte[] key) {
      if (key.length <= at) {
        return key.length == at ? end : null;
      }
      var label = key[at];
      return (word(label) & 1L << label) == 0 ? null : children[rank(label)];
    }

    /** Requires that the key leads somewhere. */
    int slot(byte[] key) {
      return key.length == at ? END : rank(key[at]);
    }

    Node at(int slot) {
      return slot == END ? Objects.requireNonNull(end) : children[slot];
    }

    Node first() {
      return end == null ? children[0] : end;
    }

    /** The only node below, if there is no other. */
    @Nullable Node only() {
      if (children.length == 0) {
        return end;
      }
      return children.length == 1 && end == null ? children[0] : null;
    }

    int children() {
      return children.length;
    }

    boolean hasEnd() {
      return end != null;
    }

    void replaceAt(int slot, Node node) {
      if (slot == END) {
        end = (Leaf) node;
      } else {
        children[slot] = node;
      }
    }

    void add(Leaf leaf) {
      add(leaf.key, leaf);
    }

    private void add(byte[] key, Node node) {
      if (key.length == at) {
        end = (Leaf) node;
        return;
      }
      var label = key[at];
      var slot = rank(label);
      var more = new Node[children.length + 1];
      System.arraycopy(children, 0, more, 0, slot);
      more[slot] = node;
      System.arraycopy(children, slot, more, slot + 1, children.length - slot);
      children = more;
      toggle(label);
    }

    void remove(byte[] key) {
      if (key.length == at) {
        end = null;
        return;
      }
      var label = key[at];
      var slot = rank(label);
      var fewer = new Node[children.length - 1];
      System.arraycopy(children, 0, fewer, 0, slot);
      System.arraycopy(children, slot + 1, fewer, slot, fewer.length - slot);
      children = fewer;
      toggle(label);
    }

    private long word(byte label) {
      return switch ((label & 0xff) >>> 6) {
        case 0 -> bytes0;
        case 1 -> bytes1;
        case 2 -> bytes2;
        default -> bytes3;
      };
    }

    private void toggle(byte label) {
      var bit = 1L << label;
      switch ((label & 0xff) >>> 6) {
        case 0 -> bytes0 ^= bit;
        case 1 -> bytes1 ^= bit;
        case 2 -> bytes2 ^= bit;
        default -> bytes3 ^= bit;
      }
    }

    /** Number of lower bytes. */
    int rank(byte label) {
      var below = (1L << label) - 1;
      return switch ((label & 0xff) >>> 6) {
        case 0 -> Long.bitCount(bytes0 & below);
        case 1 -> Long.bitCount(bytes0) + Long.bitCount(bytes1 & below);
        case 2 -> Long.bitCount(bytes0) + Long.bitCount(bytes1) + Long.bitCount(bytes2 & below);
        default ->
            Long.bitCount(bytes0)
                + Long.bitCount(bytes1)
                + Long.bitCount(bytes2)
                + Long.bitCount(bytes3 & below);
      };
    }
  }

  private static final class Scan implements Iterator<Map.Entry<byte[], byte[]>> {
    private final byte @Nullable [] to;
    private Branch[] branches = new Branch[8];
    private int[] slots = new int[8];
    private int depth;
    private @Nullable Leaf next;

    Scan(@Nullable Node root, byte[] from, byte @Nullable [] to) {
      this.to = to;
      if (root != null) {
        next = seek(root, from);
        checkEnd();
      }
    }

    /** The first record that is not less than the key. */
    private @Nullable Leaf seek(Node root, byte[] from) {
      var nearest = nearest(root, from);
      var mismatch = Arrays.mismatch(nearest.key, from);
      var node = root;
      while (node instanceof Branch branch && (mismatch < 0 || branch.at < mismatch)) {
        var slot = branch.slot(from);
        push(branch, slot);
        node = branch.at(slot);
      }
      if (mismatch < 0 || mismatch == from.length) {
        return firstBelow(node);
      }
      if (node instanceof Branch branch && branch.at == mismatch) {
        // Its keys differ from the wanted one in this byte, or end before it.
        push(branch, branch.rank(from[mismatch]) - 1);
        return advance();
      }
      return Arrays.compareUnsigned(nearest.key, from) > 0 ? firstBelow(node) : advance();
    }

    private void push(Branch branch, int slot) {
      if (depth == branches.length) {
        branches = Arrays.copyOf(branches, 2 * depth);
        slots = Arrays.copyOf(slots, 2 * depth);
      }
      branches[depth] = branch;
      slots[depth++] = slot;
    }

    private Leaf firstBelow(Node top) {
      var node = top;
      while (node instanceof Branch branch) {
        push(branch, branch.hasEnd() ? Branch.END : 0);
        node = branch.first();
      }
      return (Leaf) node;
    }

    private @Nullable Leaf advance() {
      while (depth > 0) {
        var branch = branches[depth - 1];
        var slot = ++slots[depth - 1];
        if (slot < branch.children()) {
          return firstBelow(branch.at(slot));
        }
        depth--;
      }
      return null;
    }

    private void checkEnd() {
      if (next != null && to != null && Arrays.compareUnsigned(next.key, to) >= 0) {
        next = null;
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Map.Entry<byte[], byte[]> next() {
      var result = next;
      if (result == null) {
        throw new NoSuchElementException();
      }
      next = advance();
      checkEnd();
      return result;
    }
  }
}
