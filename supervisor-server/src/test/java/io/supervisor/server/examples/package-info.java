/**
 * The examples on a chain, with the framework's services that they need, and the ready-made
 * networks of the installation. Begin with {@link io.supervisor.server.examples.TimestampingTest}.
 */
@NullMarked
package io.supervisor.server.examples;

import org.jspecify.annotations.NullMarked;
