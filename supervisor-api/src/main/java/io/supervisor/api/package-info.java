/**
 * The words that all rooms share: ids and values as records, execution errors. No IO. Begin with
 * {@link io.supervisor.api.Hash}, {@link io.supervisor.api.ArtifactId} and {@link
 * io.supervisor.api.ExecutionError}.
 *
 * <p>Beside it: {@code crypto} (hashing, keys, the signature rule, canonical encoding), {@code
 * storage} (indexes as a service sees them), {@code service} (what the author of a service
 * implements), {@code proof} (proofs and their verification).
 */
@NullMarked
package io.supervisor.api;

import org.jspecify.annotations.NullMarked;
