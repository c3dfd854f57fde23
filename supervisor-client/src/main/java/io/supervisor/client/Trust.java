package io.supervisor.client;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import java.util.List;

/** What a client believes before it has asked anyone. */
public sealed interface Trust {
  /**
   * The validators' consensus keys, by validator id, at some time. Later validators are followed:
   * those whom a block certified by trusted ones names next, and those among whom more than a third
   * of the trusted ones still are. No node has to be believed.
   */
  record Validators(List<PublicKey> consensusKeys) implements Trust {
    public Validators {
      consensusKeys = List.copyOf(consensusKeys);
      if (consensusKeys.isEmpty()) {
        throw new IllegalArgumentException("trusted validators: got none");
      }
    }
  }

  /**
   * The network's name. It proves who the first validators were; from them on as with {@link
   * Validators}. No node has to be believed.
   */
  record Genesis(Hash hash) implements Trust {}

  /**
   * Whatever network the nodes are of, for development. At first contact all nodes are asked who
   * the validators are; more than half of them have to answer, and all that answer have to say the
   * same: two answers are a failure, whatever sets they claim. From then on as with {@link
   * Validators}.
   */
  record FirstUse() implements Trust {}

  static Trust validators(List<PublicKey> consensusKeys) {
    return new Validators(consensusKeys);
  }

  static Trust genesis(Hash hash) {
    return new Genesis(hash);
  }

  static Trust firstUse() {
    return new FirstUse();
  }
}
