/**
 * Wallets that hold units and pass them on, each with a history that clients can have proved. An
 * example to start a service from. Begin with {@link
 * io.supervisor.examples.cryptocurrency.CryptocurrencyService}.
 */
@NullMarked
package io.supervisor.examples.cryptocurrency;

import org.jspecify.annotations.NullMarked;
