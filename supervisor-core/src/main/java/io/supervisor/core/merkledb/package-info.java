/**
 * The state: indexes with Merkle trees over ordered records, which a {@link
 * io.supervisor.core.merkledb.Store} keeps.
 *
 * <p>A {@link io.supervisor.core.merkledb.Fork} collects the changes of a block and gives a {@link
 * io.supervisor.core.merkledb.Patch}; a {@link io.supervisor.core.merkledb.Snapshot} reads and
 * proves. Which nodes a tree has and how they are hashed is in {@code tree} and in {@code
 * api.proof}; what the indexes mean is not known here.
 */
@NullMarked
package io.supervisor.core.merkledb;

import org.jspecify.annotations.NullMarked;
