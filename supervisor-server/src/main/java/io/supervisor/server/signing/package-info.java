/**
 * Where this node's private keys live: read from the key file at the start, handed on only as
 * {@link io.supervisor.api.crypto.Signer}. And the native library that verifies what others have
 * signed.
 */
@NullMarked
package io.supervisor.server.signing;

import org.jspecify.annotations.NullMarked;
