package io.supervisor.server.observe;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * All metrics of a node, in groups by subject. Names begin with {@code supervisor_}, but those of
 * the JVM and the process; units are seconds, bytes, or counts.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final ConsensusMetrics consensus = new ConsensusMetrics(registry);
  private final PoolMetrics pool = new PoolMetrics(registry);
  private final PeerMetrics peers = new PeerMetrics(registry);
  private final StorageMetrics storage = new StorageMetrics(registry);
  private final SupervisorMetrics supervisor = new SupervisorMetrics(registry);
  private final RpcMetrics rpc = new RpcMetrics(registry);
  private final ArtifactMetrics artifacts = new ArtifactMetrics(registry);

  public Metrics() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  public ConsensusMetrics consensus() {
    return consensus;
  }

  public PoolMetrics pool() {
    return pool;
  }

  public PeerMetrics peers() {
    return peers;
  }

  public StorageMetrics storage() {
    return storage;
  }

  public SupervisorMetrics supervisor() {
    return supervisor;
  }

  public RpcMetrics rpc() {
    return rpc;
  }

  public ArtifactMetrics artifacts() {
    return artifacts;
  }

  /** All metrics in the text format of Prometheus, version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
