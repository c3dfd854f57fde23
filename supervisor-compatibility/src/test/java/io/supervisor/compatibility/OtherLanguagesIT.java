package io.supervisor.compatibility;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example clients in other languages, over gRPC by the published .proto files. */
@ExtendWith(Networks.class)
class OtherLanguagesIT {
  private static final int CHECKS = 8;

  @Test
  void javascript(LiveNetwork network) throws IOException, InterruptedException {
    var copy = Copies.npm(Places.EXAMPLES.resolve("node"), "example-node");
    Program.of(
            copy,
            "node",
            "wallet.mjs",
            "--target",
            network.grpc(0),
            "--proto",
            Places.INSTALLATION.resolve("proto"),
            "--service",
            Places.CRYPTOCURRENCY_PROTO)
        .check("JavaScript over gRPC", CHECKS);
  }

  @Test
  void python(LiveNetwork network) throws IOException, InterruptedException {
    var copy = Copies.of(Places.EXAMPLES.resolve("python"), "example-python");
    var python = Copies.python(copy);
    Program.of(copy, "./generate.sh")
        .in(
            Map.of(
                "PYTHON",
                python.toString(),
                "PROTO",
                Places.INSTALLATION.resolve("proto").toString(),
                "SERVICE",
                Places.CRYPTOCURRENCY_PROTO.toString()))
        .run();
    Program.of(copy, python, "wallet.py", "--target", network.grpc(1))
        .in(Map.of("PYTHONPATH", "generated"))
        .check("Python over gRPC", CHECKS);
  }
}
