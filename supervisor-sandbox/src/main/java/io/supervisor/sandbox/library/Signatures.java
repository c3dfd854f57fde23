package io.supervisor.sandbox.library;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.crypto.SignatureRule;
import io.supervisor.api.meter.Meter;

/** Checks of signatures, at what they cost. */
public final class Signatures {
  private static final int STEPS = 50_000;

  private Signatures() {}

  public static boolean verify(PublicKey key, byte[] message, Signature signature) {
    Meter.current().block(STEPS, 4_096);
    Weight.once(message);
    return SignatureRule.verify(key, message, signature);
  }
}
