package io.supervisor.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.wire.runtime.ArtifactId;
import io.supervisor.wire.runtime.InstanceStatus;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.StartService;
import io.supervisor.wire.supervisor.StopService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Services come and go while others are read over HTTP: nobody is to notice. */
@ExtendWith(Networks.class)
@ResourceLock(Networks.DECISIONS)
class LifecycleUnderLoadIT {
  private static final int CHANGES = 50;
  private static final String NOBODY = "00".repeat(32);
  private static final ArtifactId ARTIFACT =
      ArtifactId.newBuilder().setName("exonum-cryptocurrency").setVersion("0.2.0").build();

  @Test
  void startingAndStoppingServicesFailsNoRequestToOthers(LiveNetwork network) throws Exception {
    var started = System.nanoTime();
    try (var administrators = new Administrators(network);
        var load = new HttpLoad(network)) {
      for (int i = 0; i < CHANGES / 2; i++) {
        var name = "visitor-" + i;
        administrators.agree(
            start(name), () -> administrators.is(name, InstanceStatus.Simple.ACTIVE));
        assertThat(load.ask(0, "/api/services/" + name + "/v1/wallets/info?pub_key=" + NOBODY))
            .as("the new service answers")
            .isEqualTo(200);
        var id = administrators.instance(name).orElseThrow().getSpec().getId();
        administrators.agree(
            stop(id), () -> administrators.is(name, InstanceStatus.Simple.STOPPED));
      }
      var report = load.stop();
      System.out.printf(
          "%d starts and stops of services in %d s under HTTP load: %,d requests to other services, %d failed%n",
          CHANGES,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
          report.requests(),
          report.failures().size());
      assertThat(report.failures()).isEmpty();
      assertThat(report.requests()).isGreaterThan(1_000);
    }
  }

  private static ConfigChange start(String name) {
    return ConfigChange.newBuilder()
        .setStartService(StartService.newBuilder().setArtifact(ARTIFACT).setName(name))
        .build();
  }

  private static ConfigChange stop(int id) {
    return ConfigChange.newBuilder()
        .setStopService(StopService.newBuilder().setInstanceId(id))
        .build();
  }
}
