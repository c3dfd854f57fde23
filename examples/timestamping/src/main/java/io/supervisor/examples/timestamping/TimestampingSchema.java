package io.supervisor.examples.timestamping;

import io.supervisor.api.Hash;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.EntryIndex;
import io.supervisor.api.storage.ProofMapIndex;
import io.supervisor.examples.timestamping.message.Config;
import io.supervisor.examples.timestamping.message.TimestampEntry;

/**
 * Indexes of the service. Source: examples.md section 4.
 *
 * @param config in no hash
 * @param timestamps by hash of the content; part of the state hash
 */
record TimestampingSchema(
    EntryIndex<Config> config, ProofMapIndex<Hash, TimestampEntry> timestamps) {
  static final String TIMESTAMPS = "timestamps";

  static TimestampingSchema of(Access access) {
    return new TimestampingSchema(
        access.entry("config", Codecs.protobuf(Config.parser())),
        access.rawProofMap(TIMESTAMPS, Codecs.hash(), Codecs.protobuf(TimestampEntry.parser())));
  }
}
