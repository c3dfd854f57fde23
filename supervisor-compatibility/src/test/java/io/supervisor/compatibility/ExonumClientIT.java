package io.supervisor.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** npm's exonum-client, in Node.js and in a browser. */
@ExtendWith(Networks.class)
class ExonumClientIT {
  private static Path copy = Places.TARGET;

  @BeforeAll
  static void install() throws IOException, InterruptedException {
    copy = Copies.npm(Places.SUITES.resolve("npm"), "npm");
  }

  @Test
  void believesAllNodesInNode(LiveNetwork network) throws IOException, InterruptedException {
    suite("verify.mjs").with(network.https()).check("exonum-client 0.18.4 in Node.js", 100);
  }

  @Test
  void believesAllNodesInABrowser(LiveNetwork network) throws IOException, InterruptedException {
    var pictures = Files.createDirectories(Places.TARGET.resolve("pictures"));
    Program.of(copy, "node", "browser.mjs", proto(), service(), pictures)
        .with(network.https())
        .check("exonum-client 0.18.4 in Chromium", 6);
  }

  private static Program suite(String file) {
    return Program.of(copy, "node", file, proto(), service());
  }

  private static Path proto() {
    return Places.INSTALLATION.resolve("proto");
  }

  private static Path service() {
    return Places.CRYPTOCURRENCY_PROTO.resolve("service.proto");
  }
}
