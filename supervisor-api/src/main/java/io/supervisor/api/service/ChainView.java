package io.supervisor.api.service;

import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorKeys;
import java.util.List;

/** Data of the chain that services may read. */
public interface ChainView {
  /** Keys of the current validators, by validator id. */
  List<ValidatorKeys> validators();

  /** Whether a key is the service key of a current validator. */
  default boolean isValidatorServiceKey(PublicKey key) {
    return validators().stream().anyMatch(keys -> keys.serviceKey().equals(key));
  }
}
