/**
 * Merkle trees: which nodes there are, how changes and proofs walk over them. Knows no store. How
 * nodes are hashed is in {@link io.supervisor.api.proof.TreeHash}.
 */
@NullMarked
package io.supervisor.core.merkledb.tree;

import org.jspecify.annotations.NullMarked;
