package io.supervisor.client;

import io.supervisor.api.Height;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.api.service.Value;
import java.util.Optional;

/**
 * Answer of a service.
 *
 * @param value as the node says; to believe it, check the proofs in it against the block ({@link
 *     ValueProofs})
 * @param height of the snapshot that was asked
 * @param block of that height, verified; only if it was asked for
 */
public record QueryAnswer(Value value, Height height, Optional<VerifiedBlock> block) {}
