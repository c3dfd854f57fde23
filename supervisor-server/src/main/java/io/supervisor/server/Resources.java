package io.supervisor.server;

import java.util.ArrayDeque;
import java.util.ArrayList;

/** What was opened, to be closed in the opposite order. */
final class Resources implements AutoCloseable {
  private final ArrayDeque<AutoCloseable> opened = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    opened.addFirst(resource);
    return resource;
  }

  /** Closes all, even if one cannot be closed; then throws what went wrong. */
  @Override
  public void close() {
    var problems = new ArrayList<Exception>();
    while (!opened.isEmpty()) {
      try {
        opened.removeFirst().close();
      } catch (Exception e) {
        problems.add(e);
      }
    }
    if (!problems.isEmpty()) {
      var failure = new IllegalStateException("not closed in good order", problems.getFirst());
      problems.subList(1, problems.size()).forEach(failure::addSuppressed);
      throw failure;
    }
  }
}
