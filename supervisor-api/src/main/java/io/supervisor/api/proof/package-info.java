/**
 * Proofs and their verification: pure functions of bytes, so that clients carry them. Begin with
 * {@link io.supervisor.api.proof.BlockProof}.
 */
@NullMarked
package io.supervisor.api.proof;

import org.jspecify.annotations.NullMarked;
