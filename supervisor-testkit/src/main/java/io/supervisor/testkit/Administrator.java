package io.supervisor.testkit;

import com.google.protobuf.Message;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.supervisor.ConfigPropose;
import io.supervisor.core.supervisor.DeployRequest;
import io.supervisor.core.supervisor.MigrationRequest;
import io.supervisor.wire.supervisor.ConfigVote;

/**
 * Signs what the administrator of a node says to the supervisor. Nothing is sent: that is for
 * {@link TestNetwork#createBlock} or {@link TestNetwork#submit}.
 */
public final class Administrator {
  private static final int DEPLOY = 0;
  private static final int PROPOSE = 2;
  private static final int CONFIRM = 3;
  private static final int MIGRATE = 4;

  private final TestNode node;

  Administrator(TestNode node) {
    this.node = node;
  }

  /** Asks for an artifact, or joins others who asked for the very same. */
  public VerifiedTransaction deploy(DeployRequest request) {
    return call(DEPLOY, request.toWire());
  }

  /** Proposes changes, which counts as a vote for them. */
  public VerifiedTransaction propose(ConfigPropose proposal) {
    return call(PROPOSE, proposal.toWire());
  }

  /** Votes for the pending proposal. */
  public VerifiedTransaction confirm(Hash proposal) {
    return call(
        CONFIRM, ConfigVote.newBuilder().setProposeHash(Canonical.toWire(proposal)).build());
  }

  /** Asks for a migration, or joins others who asked for the very same. */
  public VerifiedTransaction migrate(MigrationRequest request) {
    return call(MIGRATE, request.toWire());
  }

  private VerifiedTransaction call(int method, Message arguments) {
    return VerifiedTransaction.sign(
        InstanceId.SUPERVISOR, method, arguments.toByteArray(), node.serviceKey());
  }
}
