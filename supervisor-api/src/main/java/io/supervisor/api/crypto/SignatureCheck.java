package io.supervisor.api.crypto;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;

/**
 * Decides whether a signature is valid. Acceptance is part of the protocol, so every instance that
 * decides for a node has to agree with {@link SignatureRule#verify} on all input.
 */
@FunctionalInterface
public interface SignatureCheck {
  boolean verify(PublicKey key, byte[] message, Signature signature);
}
