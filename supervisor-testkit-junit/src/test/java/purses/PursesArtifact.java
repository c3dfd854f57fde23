package purses;

import com.google.protobuf.UInt64Value;
import io.supervisor.api.CallException;
import io.supervisor.api.Caller;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofMapIndex;
import java.util.List;

/** A purse for each key: the service of the guide to the test kit, as its author has it. */
public final class PursesArtifact implements ServiceArtifact {
  public static final int DEPOSIT = 0;
  public static final int WITHDRAW = 1;

  /** Code of the one error. */
  public static final int NOT_ENOUGH = 3;

  @Override
  public Service create(InstanceSpec instance) {
    return new Service() {
      @Override
      public void initialize(CallContext context, byte[] params) {
        purses(context.data());
      }

      @Override
      public List<Method<?>> methods() {
        return List.of(
            Method.of(DEPOSIT, "deposit", UInt64Value.parser(), PursesArtifact::deposit),
            Method.of(WITHDRAW, "withdraw", UInt64Value.parser(), PursesArtifact::withdraw));
      }

      @Override
      public List<Read> reads() {
        return List.of(
            Read.ofPublic(
                "v1/purse",
                List.of(new Read.Parameter("key", Read.Type.PUBLIC_KEY, true)),
                (context, arguments) ->
                    Value.of(balance(context.data(), arguments.get("key", PublicKey.class)))));
      }
    };
  }

  public static ProofMapIndex<PublicKey, Long> purses(Access data) {
    return data.proofMap("purses", Codecs.publicKey(), Codecs.u64());
  }

  private static long balance(Access data, PublicKey owner) {
    return purses(data).get(owner).orElse(0L);
  }

  private static void deposit(CallContext context, UInt64Value amount) {
    var owner = ((Caller.Transaction) context.caller()).author();
    purses(context.data()).put(owner, balance(context.data(), owner) + amount.getValue());
  }

  private static void withdraw(CallContext context, UInt64Value amount) {
    var owner = ((Caller.Transaction) context.caller()).author();
    var left = balance(context.data(), owner) - amount.getValue();
    if (left < 0) {
      throw CallException.service(NOT_ENOUGH, "not enough in the purse");
    }
    purses(context.data()).put(owner, left);
  }
}
