package io.supervisor.core.explorer;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.runtime.FrameworkContext;
import java.util.List;

/**
 * Code of the explorer. It has no data and no interface, so that transactions to it are admitted
 * and fail with {@code common:0}. A chain has one instance at most.
 */
public final class ExplorerArtifact implements ServiceArtifact {
  public static final ArtifactId ID =
      new ArtifactId(
          ArtifactId.RUNTIME_BUILT_IN, "exonum-explorer-service", Version.parse("1.0.0"));

  /** The instance that networks have from genesis on. */
  public static final InstanceSpec INSTANCE = new InstanceSpec(new InstanceId(2), "explorer", ID);

  private static final int DUPLICATE_EXPLORER = 0;

  @Override
  public Service create(InstanceSpec instance) {
    return new Explorer();
  }

  private static final class Explorer implements Service {
    @Override
    public void initialize(CallContext context, byte[] params) {
      for (var other : FrameworkContext.of(context).instances()) {
        if (other.spec().artifact().name().equals(ID.name())) {
          throw CallException.service(
              DUPLICATE_EXPLORER,
              "Explorer service is already instantiated as `" + other.spec().name() + "`");
        }
      }
    }

    @Override
    public List<Method<?>> methods() {
      return List.of();
    }
  }
}
