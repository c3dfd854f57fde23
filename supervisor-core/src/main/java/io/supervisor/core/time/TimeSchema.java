package io.supervisor.core.time;

import com.google.protobuf.Timestamp;
import io.supervisor.api.PublicKey;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofEntryIndex;
import io.supervisor.api.storage.ProofMapIndex;

/**
 * Indexes of an oracle, both in the state hash from the first report on: opening them is what puts
 * them there.
 *
 * @param validatorsTimes latest report by service key, those of former validators too
 * @param time what the chain takes for the time
 */
record TimeSchema(
    ProofMapIndex<PublicKey, Timestamp> validatorsTimes, ProofEntryIndex<Timestamp> time) {
  static TimeSchema of(Access access) {
    return new TimeSchema(
        access.proofMap("validators_times", Codecs.publicKey(), Codecs.leapTimestamp()),
        access.proofEntry("time", Codecs.leapTimestamp()));
  }
}
