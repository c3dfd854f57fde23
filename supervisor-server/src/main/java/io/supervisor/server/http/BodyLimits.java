package io.supervisor.server.http;

import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.server.node.NodeApi;
import java.util.OptionalLong;

/**
 * How long bodies may be: so long that every transaction can be posted that the chain allows now.
 */
final class BodyLimits {
  /** What a request has besides the digits of a transaction. */
  private static final int ENVELOPE_BYTES_MAX = 1 << 10;

  /** Requests of other kinds; as in the original. */
  private static final int JSON_BYTES_LEAST = 32 << 10;

  private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 16;

  private final NodeApi node;
  private final OptionalLong configured;

  /**
   * @param configured bytes of JSON; empty = as the chain says
   */
  BodyLimits(NodeApi node, OptionalLong configured) {
    this.node = node;
    this.configured = configured;
  }

  /** Bytes of a body of this content type. */
  int of(String contentType) {
    return contentType.equals(SupervisorBodies.PROTOBUF)
        ? SupervisorBodies.PROTOBUF_BYTES_MAX
        : json();
  }

  /** Bytes of a JSON text. */
  int json() {
    return (int) Math.min(ARRAY_BYTES_MAX, configured.orElseGet(this::fromChain));
  }

  private long fromChain() {
    var schema = new CoreSchema(new Snapshot(node.snapshot()).access(""));
    var message = Integer.toUnsignedLong(schema.consensusConfig().maxMessageLen());
    return Math.max(JSON_BYTES_LEAST, 2 * message + ENVELOPE_BYTES_MAX);
  }
}
