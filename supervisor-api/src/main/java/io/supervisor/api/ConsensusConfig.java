package io.supervisor.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Consensus configuration. Times are in milliseconds; all numbers are unsigned. Source: wire.md
 * section 1.5, lifecycle.md section 14.
 *
 * @param validators the position of a validator is its id
 * @param firstRoundTimeoutMs length of round 1
 * @param statusTimeoutMs period of status messages
 * @param peersTimeoutMs period of the exchange of peers
 * @param txsBlockLimit most transactions in a block
 * @param maxMessageLen most bytes of a message
 * @param minProposeTimeoutMs delay before proposing when many transactions wait
 * @param maxProposeTimeoutMs the same when few wait
 * @param proposeTimeoutThreshold how many are many
 */
public record ConsensusConfig(
    List<ValidatorKeys> validators,
    long firstRoundTimeoutMs,
    long statusTimeoutMs,
    long peersTimeoutMs,
    int txsBlockLimit,
    int maxMessageLen,
    long minProposeTimeoutMs,
    long maxProposeTimeoutMs,
    int proposeTimeoutThreshold) {
  /** Least {@link #maxMessageLen}. */
  public static final int MESSAGE_LEN_MIN = 360;

  public static final long DEFAULT_FIRST_ROUND_TIMEOUT_MS = 3_000;
  public static final long DEFAULT_STATUS_TIMEOUT_MS = 5_000;
  public static final long DEFAULT_PEERS_TIMEOUT_MS = 10_000;
  public static final int DEFAULT_TXS_BLOCK_LIMIT = 1_000;
  public static final int DEFAULT_MAX_MESSAGE_LEN = 1 << 20;
  public static final long DEFAULT_MIN_PROPOSE_TIMEOUT_MS = 10;
  public static final long DEFAULT_MAX_PROPOSE_TIMEOUT_MS = 200;
  public static final int DEFAULT_PROPOSE_TIMEOUT_THRESHOLD = 500;

  public ConsensusConfig {
    validators = List.copyOf(validators);
  }

  /** The original's defaults. */
  public static ConsensusConfig of(List<ValidatorKeys> validators) {
    return new ConsensusConfig(
        validators,
        DEFAULT_FIRST_ROUND_TIMEOUT_MS,
        DEFAULT_STATUS_TIMEOUT_MS,
        DEFAULT_PEERS_TIMEOUT_MS,
        DEFAULT_TXS_BLOCK_LIMIT,
        DEFAULT_MAX_MESSAGE_LEN,
        DEFAULT_MIN_PROPOSE_TIMEOUT_MS,
        DEFAULT_MAX_PROPOSE_TIMEOUT_MS,
        DEFAULT_PROPOSE_TIMEOUT_THRESHOLD);
  }

  /** Number of validators that decide: floor(2n/3) + 1. */
  public int quorum() {
    return quorum(validators.size());
  }

  /** Number of n validators that decide: floor(2n/3) + 1. */
  public static int quorum(int validators) {
    return validators * 2 / 3 + 1;
  }

  public Optional<ValidatorKeys> validator(ValidatorId id) {
    return id.value() < validators.size()
        ? Optional.of(validators.get(id.value()))
        : Optional.empty();
  }

  /** Id of the validator with this consensus key; empty for auditors. */
  public Optional<ValidatorId> validatorWithConsensusKey(PublicKey key) {
    for (var i = 0; i < validators.size(); i++) {
      if (validators.get(i).consensusKey().equals(key)) {
        return Optional.of(new ValidatorId(i));
      }
    }
    return Optional.empty();
  }

  /** Id of the validator with this service key. */
  public Optional<ValidatorId> validatorWithServiceKey(PublicKey key) {
    for (var i = 0; i < validators.size(); i++) {
      if (validators.get(i).serviceKey().equals(key)) {
        return Optional.of(new ValidatorId(i));
      }
    }
    return Optional.empty();
  }

  public List<PublicKey> consensusKeys() {
    return validators.stream().map(ValidatorKeys::consensusKey).toList();
  }

  /** The first rule that this configuration breaks; empty if it may be used. */
  public Optional<String> violation() {
    return keyViolation().or(this::numberViolation);
  }

  private Optional<String> keyViolation() {
    if (validators.isEmpty()) {
      return Optional.of("Consensus configuration must have at least one validator.");
    }
    if (validators.size() > 0xffff + 1) {
      return Optional.of(
          "Consensus configuration has " + validators.size() + " validators, at most 65536 fit");
    }
    var seen = new HashSet<PublicKey>();
    for (var keys : validators) {
      if (keys.consensusKey().equals(keys.serviceKey())) {
        return Optional.of("Consensus and service keys of a validator must be different");
      }
      if (!seen.add(keys.consensusKey()) || !seen.add(keys.serviceKey())) {
        return Optional.of(
            "Duplicated keys are found: each consensus and service key must be unique");
      }
    }
    return Optional.empty();
  }

  private Optional<String> numberViolation() {
    if (Long.compareUnsigned(minProposeTimeoutMs, maxProposeTimeoutMs) > 0) {
      return Optional.of(
          "Invalid propose timeouts: min_propose_timeout should be less or equal then"
              + " max_propose_timeout: min = "
              + Long.toUnsignedString(minProposeTimeoutMs)
              + ", max = "
              + Long.toUnsignedString(maxProposeTimeoutMs));
    }
    if (Long.compareUnsigned(firstRoundTimeoutMs, maxProposeTimeoutMs) <= 0) {
      return Optional.of(
          "first_round_timeout("
              + Long.toUnsignedString(firstRoundTimeoutMs)
              + ") must be strictly larger than max_propose_timeout("
              + Long.toUnsignedString(maxProposeTimeoutMs)
              + ")");
    }
    if (txsBlockLimit == 0) {
      return Optional.of("txs_block_limit should not be equal to zero");
    }
    if (Integer.compareUnsigned(maxMessageLen, MESSAGE_LEN_MIN) < 0) {
      return Optional.of(
          "max_message_len ("
              + Integer.toUnsignedString(maxMessageLen)
              + ") must be at least "
              + MESSAGE_LEN_MIN);
    }
    return Optional.empty();
  }

  /** What an operator should know about a configuration that may be used. */
  public List<String> warnings() {
    var warnings = new ArrayList<String>();
    if (Long.compareUnsigned(firstRoundTimeoutMs / 2, maxProposeTimeoutMs) <= 0) {
      warnings.add(
          "first_round_timeout should be more than twice max_propose_timeout, or rounds may end"
              + " before their proposals arrive");
    }
    if (txsBlockLimit < 100 || txsBlockLimit > 10_000) {
      warnings.add("txs_block_limit is outside of 100 to 10000");
    }
    if (Integer.compareUnsigned(maxMessageLen, DEFAULT_MAX_MESSAGE_LEN) < 0) {
      warnings.add("max_message_len is below 1 MiB");
    }
    return warnings;
  }
}
