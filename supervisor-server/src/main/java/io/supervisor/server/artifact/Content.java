package io.supervisor.server.artifact;

import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.Hash;
import io.supervisor.wire.deploy.DeployArguments;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file by what it holds.
 *
 * @param bytes empty = learned from whoever sends it
 * @param chunksRoot of its {@link io.supervisor.api.crypto.ChunkTree}; empty = only all of it can
 *     be checked
 */
public record Content(Hash sha256, OptionalLong bytes, Optional<Hash> chunksRoot) {
  /** A file of which only the hash is known. */
  public static Content of(Hash sha256) {
    return new Content(sha256, OptionalLong.empty(), Optional.empty());
  }

  /** What a deploy specification names; empty if it is none, or has no hash. */
  public static Optional<Content> ofSpecification(byte[] spec) {
    try {
      return of(DeployArguments.parseFrom(spec));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static Optional<Content> of(DeployArguments arguments) {
    var root = arguments.getChunksRoot();
    if (arguments.getSha256().size() != Hash.SIZE || arguments.getSizeBytes() < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Content(
            Hash.of(arguments.getSha256()),
            arguments.getSizeBytes() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(arguments.getSizeBytes()),
            root.size() == Hash.SIZE ? Optional.of(Hash.of(root)) : Optional.empty()));
  }
}
