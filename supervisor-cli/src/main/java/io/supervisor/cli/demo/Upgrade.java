package io.supervisor.cli.demo;

import static io.supervisor.cli.demo.Steps.await;
import static io.supervisor.cli.demo.Steps.require;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.client.SupervisorClient;
import io.supervisor.rpc.v1.Migration;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.wire.runtime.InstanceStatus;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.FreezeService;
import io.supervisor.wire.supervisor.MigrationRequest;
import io.supervisor.wire.supervisor.ResumeService;
import io.supervisor.wire.supervisor.UnloadArtifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The service goes on with its next version, which has all its data rewritten: what was a unit is a
 * hundred cents. Every balance is proven before and after.
 */
final class Upgrade {
  private static final int CENTS_OF_UNIT = 100;
  private static final int TRANSFERS_IN_CENTS = 100;

  private final SupervisorClient client;
  private final Administrators administrators;
  private final InstanceId id;
  private final String instance;
  private final ArtifactId before;
  private final ArtifactId after;
  private final WalletBook book;
  private final WalletAccounts accounts;

  /**
   * @param wallets the service's instance, as it is before
   * @param after artifact that it shall have
   */
  Upgrade(
      SupervisorClient client,
      Administrators administrators,
      InstanceSpec wallets,
      ArtifactId after,
      WalletBook book,
      WalletAccounts accounts) {
    this.client = client;
    this.administrators = administrators;
    this.id = wallets.id();
    this.instance = wallets.name();
    this.before = wallets.artifact();
    this.after = after;
    this.book = book;
    this.accounts = accounts;
  }

  /**
   * Brings the data of the service to the next version, and lets it go on with that.
   *
   * @param jar of that version
   */
  String migrate(Path jar) throws IOException, InterruptedException {
    freeze();
    var units = accounts.provenBalances(client);
    administrators.deploy(jar, after);
    migrateData();
    accounts.divideUnit(CENTS_OF_UNIT);
    requireCents(units);
    resume();
    accounts.transfer(TRANSFERS_IN_CENTS);
    accounts.provenBalances(client);
    requireSupply();
    return String.format(
        Locale.ROOT,
        "%d balances proven before and after; wallet 0 had %d units and got %d cents; supply %d"
            + " cents, proven",
        units.length,
        units[0],
        units[0] * CENTS_OF_UNIT,
        accounts.total());
  }

  private void freeze() throws InterruptedException {
    administrators.decide(
        ConfigChange.newBuilder()
            .setFreezeService(FreezeService.newBuilder().setInstanceId(id.value()))
            .build());
    awaitStatus(InstanceStatus.Simple.FROZEN, before);
    accounts.requireRefusal(client);
  }

  private void awaitStatus(InstanceStatus.Simple status, ArtifactId artifact)
      throws InterruptedException {
    administrators.awaitEverywhere(
        instance + " is " + status + ", with data of " + artifact,
        overview ->
            Administrators.instance(overview, instance, status)
                .filter(state -> state.getSpec().getArtifact().equals(Canonical.toWire(artifact)))
                .filter(state -> state.getDataVersion().isEmpty())
                .isPresent());
  }

  /**
   * Two approvals are not enough; then every node runs the script, and what comes out is agreed.
   */
  private void migrateData() throws InterruptedException {
    var request = administrators.migration(instance, after);
    administrators.approve(0, request);
    administrators.approve(1, request);
    require(
        state(request).equals(Optional.of(TaskState.TASK_STATE_AWAITING_APPROVAL)),
        "two approvals are not enough, but the migration is " + state(request));
    administrators.approve(2, request);
    var state =
        await(
            "the migration is decided",
            Administrators.LIMIT,
            () -> state(request).filter(now -> now != TaskState.TASK_STATE_PENDING));
    require(state == TaskState.TASK_STATE_SUCCEEDED, "the migration is " + state);
    awaitStatus(InstanceStatus.Simple.FROZEN, after);
  }

  private Optional<TaskState> state(MigrationRequest request) {
    return client.supervisor().migration(request).map(Migration::getState);
  }

  private void requireCents(long[] units) {
    var want = Arrays.stream(units).map(balance -> balance * CENTS_OF_UNIT).toArray();
    var got = accounts.provenBalances(client);
    require(
        Arrays.equals(got, want),
        "balances in cents: got " + Arrays.toString(got) + ", want " + Arrays.toString(want));
  }

  private void requireSupply() {
    var supply = book.provenSupply(client);
    require(supply == accounts.total(), "supply: got " + supply + ", want " + accounts.total());
  }

  private void resume() throws InterruptedException {
    administrators.decide(
        ConfigChange.newBuilder()
            .setResumeService(ResumeService.newBuilder().setInstanceId(id.value()))
            .build());
    awaitStatus(InstanceStatus.Simple.ACTIVE, after);
  }

  /** Takes the version of before away, which no service runs any more. */
  String unload() throws InterruptedException {
    administrators.decide(
        ConfigChange.newBuilder()
            .setUnloadArtifact(UnloadArtifact.newBuilder().setArtifactId(Canonical.toWire(before)))
            .build());
    administrators.awaitEverywhere(
        before + " is gone", overview -> Administrators.artifact(overview, before).isEmpty());
    accounts.transfer(TRANSFERS_IN_CENTS);
    accounts.provenBalances(client);
    return before + " is gone from all four nodes, and the service goes on";
  }
}
