package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import java.util.Optional;

/**
 * What a new epoch begins with: all of it taken from the state after block {@code height - 1}.
 *
 * @param height of the block to agree on; the number of the epoch
 * @param previousHash hash of the block before it
 * @param config in force for this block
 * @param work whether the pool holds a transaction that is admissible on the parent state
 * @param awaitedHeight the nearest height, at least {@code height}, that something on chain waits
 *     for (a deployment's deadline, a change of configuration); empty if nothing does
 */
public record EpochStart(
    Height height,
    Hash previousHash,
    EpochConfig config,
    boolean work,
    Optional<Height> awaitedHeight) {}
