package io.supervisor.core.blockchain;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.ChainData;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The chain as a block under construction sees it. The configuration is decoded once. */
final class ExecutingChain implements ChainData {
  private final Fork fork;
  private final Optional<Height> height;
  private final Rules rules;
  private @Nullable ConsensusConfig config;
  private @Nullable Set<PublicKey> serviceKeys;
  private boolean written;

  ExecutingChain(Fork fork, Optional<Height> height, Rules rules) {
    this.fork = fork;
    this.height = height;
    this.rules = rules;
  }

  @Override
  public Optional<Height> height() {
    return height;
  }

  @Override
  public Rules rules() {
    return rules;
  }

  @Override
  public void setRules(Rules next) {
    new CoreSchema(fork.access("")).rulesEntry().set((long) next.number());
  }

  @Override
  public ConsensusConfig consensusConfig() {
    var known = config;
    if (known == null) {
      known = new CoreSchema(fork.readOnly("")).consensusConfig();
      config = known;
    }
    return known;
  }

  @Override
  public void setConsensusConfig(ConsensusConfig next) {
    new CoreSchema(fork.access("")).consensusConfigEntry().set(next);
    written = true;
    forget();
  }

  @Override
  public void onRollback() {
    if (written) {
      forget();
    }
  }

  private void forget() {
    config = null;
    serviceKeys = null;
  }

  @Override
  public List<ValidatorKeys> validators() {
    return consensusConfig().validators();
  }

  @Override
  public boolean isValidatorServiceKey(PublicKey key) {
    var known = serviceKeys;
    if (known == null) {
      known = new HashSet<>();
      for (var keys : validators()) {
        known.add(keys.serviceKey());
      }
      serviceKeys = known;
    }
    return known.contains(key);
  }
}
