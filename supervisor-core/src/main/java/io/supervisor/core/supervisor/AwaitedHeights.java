package io.supervisor.core.supervisor;

import io.supervisor.api.Height;
import io.supervisor.api.storage.Access;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

/**
 * Heights at which something pending takes effect or ends, so that an idle chain goes on to them.
 */
public final class AwaitedHeights {
  private AwaitedHeights() {}

  /**
   * The nearest height that something waits for; empty if nothing is pending.
   *
   * @param data of the supervisor
   * @param last height of the last block
   */
  public static Optional<Height> next(Access data, Height last) {
    var schema = new SupervisorSchema(data);
    if (schema.migrationsToFlush().iterator().hasNext()) {
      return Optional.of(last.next());
    }
    var proposal =
        schema.pendingProposal().get().stream()
            .mapToLong(pending -> pending.proposal().actualFrom());
    var deployments =
        StreamSupport.stream(schema.pendingDeployments().entries().spliterator(), false)
            .mapToLong(pending -> pending.getValue().deadlineHeight());
    var migrations =
        StreamSupport.stream(schema.pendingMigrations().spliterator(), false)
            .mapToLong(MigrationRequest::deadlineHeight);
    // What is past, but pending still, is cleared away by the next block. No chain gets to heights
    // that are negative as signed numbers.
    return LongStream.concat(proposal, LongStream.concat(deployments, migrations))
        .filter(height -> height >= 0)
        .map(height -> Math.max(height, last.value() + 1))
        .min()
        .stream()
        .mapToObj(Height::new)
        .findFirst();
  }
}
