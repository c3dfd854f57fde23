package io.supervisor.testkit;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.Caller;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.CommitContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.ReadException;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofMapIndex;
import java.util.List;

/** Counts for each author what he adds; every validator notes each height by a transaction. */
final class Counters implements ServiceArtifact {
  static final ArtifactId ID = ArtifactId.parse("1:counters:1.0.0");
  static final int ADD = 0;
  static final int NOTE = 1;
  static final int NOTHING_TO_ADD = 7;

  private static final Read COUNT =
      Read.ofPublic(
          "v1/count",
          List.of(new Read.Parameter("key", Read.Type.PUBLIC_KEY, true)),
          (context, arguments) ->
              counts(context.data())
                  .get(arguments.get("key", PublicKey.class))
                  .map(Value::of)
                  .orElseThrow(() -> ReadException.notFound("No count", "nothing was added")));

  @Override
  public Service create(InstanceSpec instance) {
    return new Service() {
      @Override
      public void initialize(CallContext context, byte[] params) {
        counts(context.data());
      }

      @Override
      public List<Method<?>> methods() {
        return List.of(
            Method.ofBytes(ADD, "add", Counters::add),
            Method.ofBytes(NOTE, "note", Counters::note));
      }

      @Override
      public List<Read> reads() {
        return List.of(COUNT);
      }

      @Override
      public void afterCommit(CommitContext context) {
        if (context.height().value() == 1) {
          context.broadcast(NOTE, new byte[0]);
        }
      }
    };
  }

  static ProofMapIndex<PublicKey, Long> counts(Access data) {
    return data.proofMap("counts", Codecs.publicKey(), Codecs.u64());
  }

  private static void add(CallContext context, byte[] amount) {
    var counts = counts(context.data());
    var author = author(context);
    counts.put(author, counts.get(author).orElse(0L) + amount[0]);
    if (amount[0] == 0) {
      throw CallException.service(NOTHING_TO_ADD, "nothing to add");
    }
  }

  private static void note(CallContext context, byte[] nothing) {
    context.data().list("notes", Codecs.publicKey()).add(author(context));
  }

  private static PublicKey author(CallContext context) {
    return ((Caller.Transaction) context.caller()).author();
  }
}
