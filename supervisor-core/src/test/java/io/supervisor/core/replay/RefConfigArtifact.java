package io.supervisor.core.replay;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CommonError;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.storage.Codecs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Twin of a small test service of the original: stores texts and fails on demand. Source:
 * examples.md section 5.
 */
public final class RefConfigArtifact implements ServiceArtifact {
  public static final ArtifactId ID = ArtifactId.parse("0:ref-config:1.0.0");

  private static final int VERIFY_FAILED = 7;
  private static final int APPLY_FAILED = 8;
  private static final int TRANSACTION_FAILED = 9;
  private static final int HOOK_FAILED = 10;
  private static final int INITIALIZATION_FAILED = 11;

  @Override
  public Service create(InstanceSpec instance) {
    return new RefConfigService();
  }

  private static final class RefConfigService implements Service {
    @Override
    public List<Method<?>> methods() {
      return List.of(
          new Method<>("", 0, "act", Codecs.string()::decode, RefConfigService::act),
          new Method<>(
              Method.CONFIGURE,
              0,
              "verify_config",
              Codecs.string()::decode,
              (context, text) -> failOn(text, "verify", "verify_config", VERIFY_FAILED)),
          new Method<>(
              Method.CONFIGURE,
              1,
              "apply_config",
              Codecs.string()::decode,
              (context, text) -> {
                store(context, "config", text);
                failOn(text, "apply", "apply_config", APPLY_FAILED);
              }));
    }

    private static void act(CallContext context, String text) {
      switch (text) {
        case "err" ->
            throw CallException.service(TRANSACTION_FAILED, "transaction failed on demand");
        case "panic" -> throw new IllegalStateException("transaction panicked on demand");
        case "common" ->
            throw CallException.common(
                CommonError.UNAUTHORIZED_CALLER,
                "This caller is not authorized to call this method.");
        default -> store(context, "last", text);
      }
    }

    @Override
    public void initialize(CallContext context, byte[] params) {
      var text = lossy(params);
      failOn(text, "init", "init", INITIALIZATION_FAILED);
      store(context, "config", text);
    }

    @Override
    public void resume(CallContext context, byte[] params) {
      var text = lossy(params);
      if (text.equals("resume-err")) {
        throw CallException.service(INITIALIZATION_FAILED, "resume failed on demand");
      }
      store(context, "config", text);
    }

    @Override
    public void beforeTransactions(CallContext context) {
      if (config(context).equals(Optional.of("before-err"))) {
        throw CallException.service(HOOK_FAILED, "before_transactions failed on demand");
      }
    }

    @Override
    public void afterTransactions(CallContext context) {
      failOn(config(context).orElse(""), "after", "after_transactions", HOOK_FAILED);
    }

    /** Throws for {@code case-err} and {@code case-panic}. */
    private static void failOn(String text, String on, String what, int code) {
      if (text.equals(on + "-err")) {
        throw CallException.service(code, what + " failed on demand");
      }
      if (text.equals(on + "-panic")) {
        throw new IllegalStateException(what + " panicked on demand");
      }
    }

    private static Optional<String> config(CallContext context) {
      return context.data().proofEntry("config", Codecs.string()).get();
    }

    private static void store(CallContext context, String index, String text) {
      context.data().proofEntry(index, Codecs.string()).set(text);
    }

    /** Each invalid sequence becomes U+FFFD. */
    private static String lossy(byte[] params) {
      return new String(params, StandardCharsets.UTF_8);
    }
  }
}
