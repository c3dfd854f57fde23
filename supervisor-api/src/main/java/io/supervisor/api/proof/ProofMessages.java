package io.supervisor.api.proof;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.MalformedMessageException.Reason;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.proof.HashedEntry;
import io.supervisor.wire.proof.ListProofEntry;
import io.supervisor.wire.proof.MapProofEntry;
import io.supervisor.wire.proof.OptionalEntry;
import io.supervisor.wire.proof.ProofListKey;
import java.util.Optional;

/**
 * Conversions between proofs and messages. Source: wire.md section 1.6. Reading throws {@link
 * MalformedMessageException} where the message cannot be a proof.
 */
public final class ProofMessages {
  private ProofMessages() {}

  public static io.supervisor.wire.proof.ListProof toWire(ListProof proof) {
    var wire = io.supervisor.wire.proof.ListProof.newBuilder().setLength(proof.length());
    for (var node : proof.hashes()) {
      wire.addProof(
          HashedEntry.newBuilder()
              .setKey(ProofListKey.newBuilder().setIndex(node.index()).setHeight(node.height()))
              .setHash(Canonical.toWire(node.hash())));
    }
    for (var entry : proof.entries()) {
      wire.addEntries(
          ListProofEntry.newBuilder()
              .setIndex(entry.index())
              .setValue(ByteString.copyFrom(entry.value())));
    }
    return wire.build();
  }

  public static ListProof fromWire(io.supervisor.wire.proof.ListProof proof) {
    return new ListProof(
        proof.getProofList().stream()
            .map(node ->
                new ListProof.HashedNode(
                    node.getKey().getIndex(),
                    node.getKey().getHeight(),
                    Canonical.fromWire(node.getHash())))
            .toList(),
        proof.getEntriesList().stream()
            .map(entry -> new ListProof.Entry(entry.getIndex(), entry.getValue().toByteArray()))
            .toList(),
        proof.getLength());
  }

  public static io.supervisor.wire.proof.MapProof toWire(MapProof proof) {
    var wire = io.supervisor.wire.proof.MapProof.newBuilder();
    for (var entry : proof.entries()) {
      var key = OptionalEntry.newBuilder().setKey(ByteString.copyFrom(entry.key()));
      entry
          .value()
          .ifPresentOrElse(
              value -> key.setValue(ByteString.copyFrom(value)),
              () -> key.setNoValue(Empty.getDefaultInstance()));
      wire.addEntries(key);
    }
    for (var node : proof.hashes()) {
      wire.addProof(
          MapProofEntry.newBuilder()
              .setPath(ByteString.copyFrom(node.path().unsafeBytes()))
              .setHash(Canonical.toWire(node.hash()))
              .setPathPadding(-node.path().length() & 7));
    }
    return wire.build();
  }

  public static MapProof fromWire(io.supervisor.wire.proof.MapProof proof) {
    return new MapProof(
        proof.getEntriesList().stream()
            .map(entry -> new MapProof.Entry(entry.getKey().toByteArray(), value(entry)))
            .toList(),
        proof.getProofList().stream()
            .map(node -> new MapProof.HashedNode(path(node), Canonical.fromWire(node.getHash())))
            .toList());
  }

  private static Optional<byte[]> value(OptionalEntry entry) {
    return switch (entry.getMaybeValueCase()) {
      case VALUE -> Optional.of(entry.getValue().toByteArray());
      case NO_VALUE -> Optional.empty();
      case MAYBEVALUE_NOT_SET ->
          throw new MalformedMessageException(
              Reason.WRONG_KIND, "map proof: entry with neither value nor its absence");
    };
  }

  private static ProofPath path(MapProofEntry node) {
    var bytes = node.getPath().toByteArray();
    var padding = node.getPathPadding();
    if (padding < 0 || padding > 7 || bytes.length == 0 || bytes.length > 32) {
      throw new MalformedMessageException(
          Reason.OUT_OF_RANGE,
          "map proof: path of " + bytes.length + " bytes with padding " + padding);
    }
    var path = ProofPath.prefix(bytes, bytes.length * 8 - padding);
    if (path.unsafeBytes()[bytes.length - 1] != bytes[bytes.length - 1]) {
      throw new MalformedMessageException(
          Reason.OUT_OF_RANGE, "map proof: unused bits of a path are not zero");
    }
    return path;
  }

  public static io.supervisor.wire.BlockProof toWire(BlockProof proof) {
    return io.supervisor.wire.BlockProof.newBuilder()
        .setBlock(proof.block())
        .addAllPrecommits(proof.precommits())
        .build();
  }

  public static BlockProof fromWire(io.supervisor.wire.BlockProof proof) {
    return new BlockProof(proof.getBlock(), proof.getPrecommitsList());
  }

  public static io.supervisor.wire.IndexProof toWire(IndexProof proof) {
    return io.supervisor.wire.IndexProof.newBuilder()
        .setBlockProof(toWire(proof.blockProof()))
        .setIndexProof(toWire(proof.indexProof()))
        .build();
  }

  public static IndexProof fromWire(io.supervisor.wire.IndexProof proof) {
    return new IndexProof(fromWire(proof.getBlockProof()), fromWire(proof.getIndexProof()));
  }

  public static io.supervisor.wire.CallProof toWire(CallProof proof) {
    return io.supervisor.wire.CallProof.newBuilder()
        .setBlockProof(toWire(proof.blockProof()))
        .setCallProof(toWire(proof.callProof()))
        .setErrorDescription(proof.errorDescription())
        .build();
  }

  public static CallProof fromWire(io.supervisor.wire.CallProof proof) {
    return new CallProof(
        fromWire(proof.getBlockProof()),
        fromWire(proof.getCallProof()),
        proof.getErrorDescription());
  }
}
