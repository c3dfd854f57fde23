package io.supervisor.core.supervisor;

import io.supervisor.api.CallException;
import io.supervisor.api.Caller;
import io.supervisor.api.CommonError;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.ChainView;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Service keys of the present validators: those who may ask, vote and report.
 *
 * @param keys ascending
 */
record Validators(SortedSet<PublicKey> keys) {
  Validators {
    keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
  }

  static Validators of(ChainView chain) {
    var keys = new TreeSet<PublicKey>();
    for (ValidatorKeys validator : chain.validators()) {
      keys.add(validator.serviceKey());
    }
    return new Validators(keys);
  }

  int size() {
    return keys.size();
  }

  /** Smallest number of equal reports that decides. */
  int quorum() {
    return ConsensusConfig.quorum(size());
  }

  /** How many cannot bring about a decision against the others. */
  int faultsTolerated() {
    return size() - quorum();
  }

  /** First check of every method: the author of the transaction, who has to be a validator. */
  static PublicKey author(CallContext context) {
    if (context.caller() instanceof Caller.Transaction(var author)
        && context.chain().isValidatorServiceKey(author)) {
      return author;
    }
    throw unauthorized();
  }

  static CallException unauthorized() {
    return CallException.common(
        CommonError.UNAUTHORIZED_CALLER, "This caller is not authorized to call this method.");
  }
}
