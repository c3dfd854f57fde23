package io.supervisor.core.supervisor;

import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.SupervisorContext;

/** What proposals, deployments and migrations have in common during one call. */
final class Decisions {
  private final SupervisorContext context;
  private final SupervisorSchema schema;
  private final Rules rules;

  Decisions(SupervisorContext context) {
    this.context = context;
    this.schema = new SupervisorSchema(context.data());
    this.rules = context.rules();
  }

  SupervisorContext context() {
    return context;
  }

  SupervisorSchema schema() {
    return schema;
  }

  Rules rules() {
    return rules;
  }

  Validators validators() {
    return Validators.of(context.chain());
  }

  /** Last committed block, not the one in the making; unsigned. Not to be asked in genesis. */
  long height() {
    return context.height().orElseThrow().value();
  }

  boolean isBeforeLastBlock(long height) {
    return Long.compareUnsigned(height, height()) < 0;
  }

  /** No block may come any more that counts for the deadline. */
  boolean isOutdated(long deadline) {
    return Long.compareUnsigned(deadline, height()) <= 0;
  }

  /** Whether as many have asked or voted as the mode wants. */
  boolean isApproved(Votes votes) {
    return counted(votes).size() >= votesNeeded();
  }

  Votes counted(Votes votes) {
    return rules.onlyCurrentValidatorsCount() ? votes.of(validators().keys()) : votes;
  }

  int votesNeeded() {
    return schema.modeOrDefault().threshold(validators().size());
  }
}
