package io.supervisor.compatibility;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that read services and blocks of all nodes over HTTP, one request after the other, and
 * note every failure.
 */
final class HttpLoad implements AutoCloseable {
  private static final List<String> PATHS =
      List.of(
          "/api/services/crypto/v1/wallets/info?pub_key=" + "11".repeat(32),
          "/api/services/supervisor/consensus-config",
          "/api/explorer/v1/blocks?count=5&add_precommits=true");

  private final LiveNetwork network;
  private final Rest rest = new Rest();
  private final List<Thread> clients = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong requests = new AtomicLong();
  private volatile boolean running = true;

  /** What the clients have seen. */
  record Report(long requests, List<String> failures) {}

  HttpLoad(LiveNetwork network) {
    this.network = network;
    for (int node = 0; node < network.validators(); node++) {
      int index = node;
      clients.add(Thread.ofVirtual().start(() -> read(index)));
    }
  }

  private void read(int node) {
    for (int i = 0; running; i++) {
      var path = PATHS.get(i % PATHS.size());
      try {
        var status = ask(node, path);
        if (status != 200) {
          failures.add(path + " of node " + node + ": " + status);
        }
      } catch (IOException e) {
        failures.add(path + " of node " + node + ": " + e);
      } catch (InterruptedException e) {
        return;
      }
      requests.incrementAndGet();
    }
  }

  /** Status of one answer. */
  int ask(int node, String path) throws IOException, InterruptedException {
    return rest.ask(network.http(node), path).statusCode();
  }

  Report stop() throws InterruptedException {
    running = false;
    for (var client : clients) {
      client.join();
    }
    return new Report(requests.get(), List.copyOf(failures));
  }

  @Override
  public void close() {
    running = false;
    clients.forEach(Thread::interrupt);
    rest.close();
  }
}
