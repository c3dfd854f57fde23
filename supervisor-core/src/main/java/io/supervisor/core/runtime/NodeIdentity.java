package io.supervisor.core.runtime;

import io.supervisor.api.PublicKey;

/**
 * Which node this is; its role follows from the consensus configuration.
 *
 * @param serviceKey signs what the node's services send
 */
public record NodeIdentity(PublicKey serviceKey) {}
