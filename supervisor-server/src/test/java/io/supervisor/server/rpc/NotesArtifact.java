package io.supervisor.server.rpc;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.ReadException;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Codecs;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Service for tests: keeps texts, and fails when asked to. */
public final class NotesArtifact implements ServiceArtifact {
  public static final ArtifactId ID = ArtifactId.parse("0:notes:1.0.0");
  public static final InstanceSpec INSTANCE = new InstanceSpec(new InstanceId(7), "notes", ID);
  public static final int ADD = 0;
  public static final int FAIL = 1;

  @Override
  public Service create(InstanceSpec instance) {
    return new Notes();
  }

  private static final class Notes implements Service {
    @Override
    public List<Method<?>> methods() {
      return List.of(
          Method.ofBytes(
              ADD,
              "add",
              (context, text) ->
                  context
                      .data()
                      .proofList("texts", Codecs.string())
                      .add(new String(text, StandardCharsets.UTF_8))),
          Method.ofBytes(
              FAIL,
              "fail",
              (context, text) -> {
                throw CallException.service(17, new String(text, StandardCharsets.UTF_8));
              }));
    }

    @Override
    public List<Read> reads() {
      return List.of(
          Read.ofPublic(
              "v1/note",
              List.of(new Read.Parameter("index", Read.Type.U64, true)),
              (context, arguments) -> {
                var index = arguments.get("index", Long.class);
                var text =
                    context
                        .data()
                        .proofList("texts", Codecs.string())
                        .get(index)
                        .orElseThrow(
                            () -> ReadException.notFound("No such note", "index " + index));
                return Value.struct()
                    .with("text", Value.of(text))
                    .with("index", Value.of(index))
                    .with("big", new Value.Int(BigInteger.TWO.pow(64)))
                    .build();
              }),
          new Read(
              "v1/secret",
              Read.Visibility.PRIVATE,
              List.of(),
              (context, arguments) -> Value.of(true)),
          Read.ofPublic(
              "v1/broken",
              List.of(),
              (context, arguments) -> {
                throw new IllegalStateException("a fault of the service");
              }));
    }
  }
}
