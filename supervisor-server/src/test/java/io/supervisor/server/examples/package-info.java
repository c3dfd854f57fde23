/**
 * The ready-made networks of the installation. Begin with {@link
 * io.supervisor.server.examples.ShippedServicesTest}.
 */
@NullMarked
package io.supervisor.server.examples;

import org.jspecify.annotations.NullMarked;
