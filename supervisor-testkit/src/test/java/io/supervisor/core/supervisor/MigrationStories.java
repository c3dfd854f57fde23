package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.migrate;
import static io.supervisor.core.supervisor.TestChain.migrated;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.rules.Rules;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Beginnings that tests of migrations share. */
final class MigrationStories {
  static final ArtifactId OLD = ArtifactId.parse("5:wallet:1.0.0");
  static final ArtifactId NEW = ArtifactId.parse("5:wallet:2.0.0");
  static final Hash HASH = Sha256.of("migrated".getBytes(StandardCharsets.UTF_8));
  static final Hash OTHER_HASH = Sha256.of("otherwise".getBytes(StandardCharsets.UTF_8));

  private MigrationStories() {}

  /** A stopped instance {@code wallet} of the old version, and the new one deployed. */
  static TestChain stoppedWallet(Rules rules, int validators) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, validators);
    chain.deployAll(OLD);
    chain.deployAll(NEW);
    var wallet = chain.start("wallet", OLD);
    chain.apply(new ConfigChange.StopService(wallet));
    return chain;
  }

  static MigrationRequest request(TestChain chain) {
    return new MigrationRequest(NEW, "wallet", chain.height() + 20, 0);
  }

  /** Just as many ask as it takes. */
  static MigrationRequest begin(TestChain chain) {
    var request = request(chain);
    chain.commit(
        IntStream.range(0, chain.config().quorum())
            .mapToObj(i -> migrate(i, request))
            .toArray(VerifiedTransaction[]::new));
    return request;
  }

  /** The only validator migrates an instance by one script. */
  static void migrateOnce(TestChain chain, String name, ArtifactId target) {
    var request = new MigrationRequest(target, name, chain.height() + 20, 0);
    chain.commit(migrate(0, request));
    chain.commit(migrated(0, request, HASH));
    chain.commit();
  }

  static ConfigChange resume(TestChain chain) {
    return new ConfigChange.ResumeService(chain.instance("wallet").spec().id(), ByteString.EMPTY);
  }
}
