package io.supervisor.api.crypto;

import io.supervisor.api.Caller;
import io.supervisor.api.Hash;

/**
 * Uniform name of whoever calls, under which services may keep data. Source: wire.md section 2.9.
 */
public final class Address {
  private Address() {}

  /** SHA-256 of the canonical bytes of the caller. */
  public static Hash of(Caller caller) {
    return Sha256.of(Canonical.toWire(caller).toByteArray());
  }
}
