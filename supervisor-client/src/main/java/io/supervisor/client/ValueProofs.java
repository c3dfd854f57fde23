package io.supervisor.client;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.proof.InvalidProofException;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.proof.ProofError;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.ProofPath;
import io.supervisor.api.service.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Proofs inside of services' answers, in the form that {@link
 * io.supervisor.api.service.ProofValues} writes (wire.md section 3). What is not of that form is an
 * {@link InvalidProofException}.
 */
public final class ValueProofs {
  private ValueProofs() {}

  /**
   * Member of an object.
   *
   * @throws InvalidProofException if there is none
   */
  public static Value member(Value value, String name) {
    var member = value instanceof Value.Struct struct ? struct.members().get(name) : null;
    if (member == null) {
      throw malformed("no member " + name);
    }
    return member;
  }

  /**
   * Proof of a map.
   *
   * @param key to the value bytes of a key
   * @param value to the value bytes of a value
   */
  public static MapProof map(
      Value proof, Function<Value, byte[]> key, Function<Value, byte[]> value) {
    return new MapProof(
        items(member(proof, "entries")).stream().map(entry -> entry(entry, key, value)).toList(),
        items(member(proof, "proof")).stream()
            .map(node ->
                new MapProof.HashedNode(path(member(node, "path")), hash(member(node, "hash"))))
            .toList());
  }

  private static MapProof.Entry entry(
      Value entry, Function<Value, byte[]> key, Function<Value, byte[]> value) {
    if (entry instanceof Value.Struct struct && struct.members().containsKey("missing")) {
      return new MapProof.Entry(key.apply(member(entry, "missing")), Optional.empty());
    }
    return new MapProof.Entry(
        key.apply(member(entry, "key")), Optional.of(value.apply(member(entry, "value"))));
  }

  /**
   * Proof of a list.
   *
   * @param value to the value bytes of an element
   */
  public static ListProof list(Value proof, Function<Value, byte[]> value) {
    return new ListProof(
        items(member(proof, "proof")).stream()
            .map(node ->
                new ListProof.HashedNode(
                    number(member(node, "index")),
                    (int) Math.min(number(member(node, "height")), Integer.MAX_VALUE),
                    hash(member(node, "hash"))))
            .toList(),
        items(member(proof, "entries")).stream().map(entry -> element(entry, value)).toList(),
        number(member(proof, "length")));
  }

  private static ListProof.Entry element(Value entry, Function<Value, byte[]> value) {
    var pair = items(entry);
    if (pair.size() != 2) {
      throw malformed("element of a list: got " + pair.size() + " items, want 2");
    }
    return new ListProof.Entry(number(pair.get(0)), value.apply(pair.get(1)));
  }

  /** Bytes: hashes, keys, signed messages. */
  public static byte[] bytes(Value value) {
    if (value instanceof Value.Hex hex) {
      return hex.value();
    }
    throw malformed("got " + value + ", want bytes");
  }

  /** UTF-8 bytes of a text, as names of indexes are. */
  public static byte[] utf8(Value value) {
    if (value instanceof Value.Text text) {
      return ByteString.copyFromUtf8(text.value()).toByteArray();
    }
    throw malformed("got " + value + ", want a text");
  }

  public static Hash hash(Value value) {
    var bytes = bytes(value);
    if (bytes.length != Hash.SIZE) {
      throw malformed("hash: got " + bytes.length + " bytes, want 32");
    }
    return Hash.wrap(bytes);
  }

  /** Unsigned number of 64 bits. */
  public static long number(Value value) {
    if (value instanceof Value.Int number
        && number.value().signum() >= 0
        && number.value().bitLength() <= Long.SIZE) {
      return number.value().longValue();
    }
    throw malformed("got " + value + ", want a number from 0 to 2^64-1");
  }

  /** Bytes as an array of numbers, as inside of messages (member {@code data}). */
  public static ByteString byteArray(Value value) {
    var items = items(value);
    var bytes = new byte[items.size()];
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) number(items.get(i));
    }
    return ByteString.copyFrom(bytes);
  }

  private static ProofPath path(Value value) {
    if (value instanceof Value.Text text) {
      try {
        return ProofPath.parse(text.value());
      } catch (IllegalArgumentException e) {
        throw malformed(String.valueOf(e.getMessage()));
      }
    }
    throw malformed("got " + value + ", want a path");
  }

  private static List<Value> items(Value value) {
    if (value instanceof Value.Array array) {
      return array.items();
    }
    throw malformed("got " + value + ", want an array");
  }

  private static InvalidProofException malformed(String detail) {
    return new InvalidProofException(new ProofError(Reason.MALFORMED, "answer: " + detail));
  }
}
