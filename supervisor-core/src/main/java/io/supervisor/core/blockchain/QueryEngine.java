package io.supervisor.core.blockchain;

import io.supervisor.api.meter.Budget;
import io.supervisor.api.meter.Meter;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.ReadArguments;
import io.supervisor.api.service.ReadException;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.runtime.ErrorText;
import io.supervisor.core.runtime.InstanceState;
import io.supervisor.core.runtime.LoadedService;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers clients' questions to services, each from one snapshot. May be used by any number of
 * threads. Instances answer while they are active, frozen or migrating (lifecycle.md section 5).
 */
public final class QueryEngine {
  /** A read decides nothing, so that it may take more than a call; about a second at most. */
  private static final Budget READ = new Budget(50_000_000, 256L << 20, 96 << 10, 0);

  private final Dispatcher dispatcher;
  private final ChainReader chain;

  public QueryEngine(Dispatcher dispatcher, ChainReader chain) {
    this.dispatcher = dispatcher;
    this.chain = chain;
  }

  /**
   * Asks an instance.
   *
   * @param state after a committed block
   * @param port private reads are answered on the private port only
   * @param arguments as text, by name
   */
  public QueryAnswer ask(
      KeyValueView state,
      String instance,
      String read,
      Read.Visibility port,
      Map<String, String> arguments) {
    var snapshot = new Snapshot(state);
    var service = dispatcher.services(snapshot).find(instance);
    if (service.isEmpty()) {
      return notLoaded(snapshot, instance);
    }
    var found =
        service.get().code().reads().stream()
            .filter(candidate -> candidate.name().equals(read) && isOffered(candidate, port))
            .findFirst();
    return found.isEmpty()
        ? new QueryAnswer.UnknownRead(instance, read)
        : answer(new SnapshotReadContext(service.get(), state, chain), found.get(), arguments);
  }

  /** The questions that an instance answers on a port; empty if there is no such instance now. */
  public Optional<List<Read>> reads(KeyValueView state, String instance, Read.Visibility port) {
    return dispatcher
        .services(new Snapshot(state))
        .find(instance)
        .map(LoadedService::code)
        .map(code -> code.reads().stream().filter(read -> isOffered(read, port)).toList());
  }

  private static boolean isOffered(Read read, Read.Visibility port) {
    return read.visibility() == Read.Visibility.PUBLIC || port == Read.Visibility.PRIVATE;
  }

  private static QueryAnswer notLoaded(Snapshot snapshot, String instance) {
    return new DispatcherSchema(snapshot.access(""))
        .instance(instance)
        .map(InstanceState::statusWord)
        .<QueryAnswer>map(status -> new QueryAnswer.Unavailable(instance, status))
        .orElseGet(() -> new QueryAnswer.UnknownInstance(instance));
  }

  /** Whatever the service throws is its own fault, and harms nobody else. */
  private static QueryAnswer answer(
      SnapshotReadContext context, Read read, Map<String, String> arguments) {
    var parser = new ArgumentParser(read.parameters(), arguments);
    if (!parser.violations().isEmpty()) {
      return new QueryAnswer.BadArguments(parser.violations());
    }
    try (var _ = Meter.open(READ)) {
      try {
        var value = read.handler().answer(context, new ReadArguments(parser.values()));
        return new QueryAnswer.Answered(context.height(), value);
      } catch (ReadException e) {
        return new QueryAnswer.Refused(e.reason(), e.title(), String.valueOf(e.getMessage()));
      } catch (Throwable thrown) {
        return new QueryAnswer.Failed(
            context.instance().name(), read.name(), ErrorText.copy(thrown));
      }
    }
  }
}
