package io.supervisor.compatibility;

import io.supervisor.compatibility.Networks.Simple;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PyPI's exonum-launcher and exonum-python-client, in simple mode as the launcher demands. */
@ExtendWith(Networks.class)
class LauncherIT {
  @Test
  void deploysAndUsesServices(@Simple LiveNetwork network)
      throws IOException, InterruptedException {
    var copy = Copies.of(Places.SUITES.resolve("python"), "python");
    Program.of(
            copy,
            Copies.python(copy),
            "suite.py",
            network.publicHttpPort(0),
            network.privateHttpPort(0))
        .check("exonum-launcher 0.2.0 and exonum-python-client 1.0.1", 80);
  }
}
