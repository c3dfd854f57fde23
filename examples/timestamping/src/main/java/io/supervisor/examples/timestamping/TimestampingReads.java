package io.supervisor.examples.timestamping;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.ProofValues;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.ReadArguments;
import io.supervisor.api.service.ReadContext;
import io.supervisor.api.service.ReadException;
import io.supervisor.api.service.Value;
import io.supervisor.examples.timestamping.message.TimestampEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the service answers. Source: examples.md section 4. */
final class TimestampingReads {
  private static final String HASH = "hash";

  private static final List<Read.Parameter> OF_A_CONTENT =
      List.of(new Read.Parameter(HASH, Read.Type.HASH, true));

  static final List<Read> ALL =
      List.of(
          Read.ofPublic("v1/timestamps/value", OF_A_CONTENT, TimestampingReads::value),
          Read.ofPublic("v1/timestamps/proof", OF_A_CONTENT, TimestampingReads::proof),
          Read.ofPublic("v1/timestamps/config", List.of(), TimestampingReads::config));

  private TimestampingReads() {}

  private static Value value(ReadContext context, ReadArguments arguments) {
    return TimestampingSchema.of(context.data())
        .timestamps()
        .get(arguments.get(HASH, Hash.class))
        .map(TimestampingReads::value)
        .orElse(Value.NULL);
  }

  /** From the last block down to the entry, or to its absence. */
  private static Value proof(ReadContext context, ReadArguments arguments) {
    var timestamps = TimestampingSchema.of(context.data()).timestamps();
    var toIndex =
        ProofValues.of(
            context.indexProof(TimestampingSchema.TIMESTAMPS),
            name -> Value.of(new String(name, StandardCharsets.UTF_8)),
            Value::hex);
    var toEntry =
        ProofValues.of(
            timestamps.proof(List.of(arguments.get(HASH, Hash.class))),
            Value::hex,
            bytes -> value(Canonical.parse(TimestampEntry.parser(), bytes)));
    return Value.struct()
        .with("block_info", ProofValues.of(context.block()))
        .with("state_proof", toIndex)
        .with("timestamp_proof", toEntry)
        .build();
  }

  private static Value config(ReadContext context, ReadArguments arguments) {
    var config =
        TimestampingSchema.of(context.data())
            .config()
            .get()
            .orElseThrow(
                () -> ReadException.notFound("Configuration not found", "There is none stored"));
    return Value.struct().with("time_service_name", Value.of(config.getTimeServiceName())).build();
  }

  /** The structure of the stored message, as the original prints it. */
  private static Value value(TimestampEntry entry) {
    var timestamp = entry.getTimestamp();
    return Value.struct()
        .with(
            "timestamp",
            Value.struct()
                .with("content_hash", ProofValues.inMessage(timestamp.getContentHash().getData()))
                .with("metadata", Value.of(timestamp.getMetadata()))
                .build())
        .with("tx_hash", ProofValues.inMessage(entry.getTxHash().getData()))
        .with(
            "time",
            Value.struct()
                .with("seconds", Value.of(entry.getTime().getSeconds()))
                .with("nanos", Value.of(entry.getTime().getNanos()))
                .build())
        .build();
  }
}
