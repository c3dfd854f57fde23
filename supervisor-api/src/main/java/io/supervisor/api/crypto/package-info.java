/**
 * Hashing, keys, the one signature rule, canonical encoding. Begin with {@link
 * io.supervisor.api.crypto.Sha256}.
 */
@NullMarked
package io.supervisor.api.crypto;

import org.jspecify.annotations.NullMarked;
