/**
 * Wallets in plain storage: the first version of the cryptocurrency, whose data are in no hash and
 * have no proofs. A chain that began with it can migrate to the next. Begin with {@link
 * io.supervisor.examples.cryptocurrency.plain.CryptocurrencyService}; its tests stand where a chain
 * can run it, in the server's package {@code examples}.
 */
@NullMarked
package io.supervisor.examples.cryptocurrency.plain;

import org.jspecify.annotations.NullMarked;
