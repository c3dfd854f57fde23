/**
 * Proofs that a content was there at a time, by the clock of a time oracle: an example of a service
 * that reads the data of another and can be configured. Begin with {@link
 * io.supervisor.examples.timestamping.TimestampingService}; its tests stand where a chain can run
 * it, in the server's package {@code examples}.
 */
@NullMarked
package io.supervisor.examples.timestamping;

import org.jspecify.annotations.NullMarked;
