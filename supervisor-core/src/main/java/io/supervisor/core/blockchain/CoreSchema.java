package io.supervisor.core.blockchain;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.EntryIndex;
import io.supervisor.api.storage.ListIndex;
import io.supervisor.api.storage.MapIndex;
import io.supervisor.api.storage.ProofEntryIndex;
import io.supervisor.api.storage.ProofMapIndex;
import io.supervisor.core.rules.Rules;
import java.util.Optional;

/**
 * Indexes of the core. Source: wire.md section 5.1; bodies of transactions, their hashes by block
 * and precommits are no part of the state (see {@link ChainReader}).
 */
public final class CoreSchema {
  /** Full name of the consensus configuration, a Merkelized entry. */
  public static final String CONSENSUS_CONFIG = "core.consensus_config";

  /** Full name of the number of the rules, a Merkelized entry; there is none under rules 1. */
  public static final String RULES = "core.rules";

  private final Access core;

  /**
   * @param core access without prefix
   */
  public CoreSchema(Access core) {
    this.core = core;
  }

  /** Set in genesis. */
  public ConsensusConfig consensusConfig() {
    return consensusConfigEntry()
        .get()
        .orElseThrow(() -> new IllegalStateException("a state without consensus configuration"));
  }

  ProofEntryIndex<ConsensusConfig> consensusConfigEntry() {
    return core.proofEntry(CONSENSUS_CONFIG, CoreCodecs.CONSENSUS_CONFIG);
  }

  /**
   * Rules of the state.
   *
   * @throws IllegalStateException if this version of the software does not know them
   */
  public Rules rules() {
    var number = rulesEntry().get();
    return number.isEmpty()
        ? Rules.ORIGINAL
        : Rules.of(number.get().intValue())
            .orElseThrow(() ->
                new IllegalStateException(
                    "this version does not know rules " + number.get() + " of the chain"));
  }

  /** To be opened in a fork only for writing: it is part of the state hash from then on. */
  ProofEntryIndex<Long> rulesEntry() {
    return core.proofEntry(RULES, Codecs.u32());
  }

  /** The configurations that have been in force, in order; the first is that of genesis. */
  ListIndex<ConfigRecord> configHistory() {
    return core.list("core.config_history", CoreCodecs.CONFIG_RECORD);
  }

  /** Headers by height, all of the chain. */
  public ListIndex<BlockHeader> headers() {
    return core.list("core.blocks", CoreCodecs.HEADER);
  }

  public Optional<BlockHeader> header(Height height) {
    return headers().get(height.value());
  }

  /** Header of the last block; empty before genesis. */
  public Optional<BlockHeader> lastHeader() {
    return headers().last();
  }

  /** Hash of the last block; {@link Hash#ZERO} before genesis. */
  public Hash lastHash() {
    return lastHeader().map(Canonical::hash).orElse(Hash.ZERO);
  }

  /** Where committed transactions stand, by hash. */
  public MapIndex<Hash, TxLocation> transactionLocations() {
    return core.map("core.transactions_locations", Codecs.hash(), CoreCodecs.LOCATION);
  }

  /** Number of committed transactions, u64. */
  public EntryIndex<Long> transactionCount() {
    return core.entry("core.transactions_len", Codecs.u64());
  }

  /** Failed calls of a block, without descriptions: its hash is the error hash of the block. */
  public ProofMapIndex<CallInBlock, ExecutionError> callErrors(Height height) {
    return core.group(Codecs.u64().encodeKey(height.value()))
        .proofMap("core.call_errors", CoreCodecs.CALL, CoreCodecs.ERROR);
  }

  /** Descriptions of failed calls of a block. */
  public MapIndex<CallInBlock, String> callErrorDescriptions(Height height) {
    return core.group(Codecs.u64().encodeKey(height.value()))
        .map("core.call_errors_aux", CoreCodecs.CALL, Codecs.string());
  }

  /** Failed call with its description; empty if the call did not fail, or there was none. */
  public Optional<ExecutionError> callError(Height height, CallInBlock call) {
    return callErrors(height)
        .get(call)
        .map(error ->
            new ExecutionError(
                error.kind(),
                error.code(),
                callErrorDescriptions(height).get(call).orElse(""),
                error.runtimeId(),
                error.callSite()));
  }
}
