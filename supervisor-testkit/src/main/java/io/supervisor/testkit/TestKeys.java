package io.supervisor.testkit;

import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import java.nio.charset.StandardCharsets;

/** Keys for tests: a name always gives the same one. Not for anything of value. */
public final class TestKeys {
  private TestKeys() {}

  public static KeyPair named(String name) {
    return KeyPair.fromSeed(Sha256.of(name.getBytes(StandardCharsets.UTF_8)).toBytes());
  }
}
