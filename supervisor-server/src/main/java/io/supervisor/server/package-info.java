/**
 * The node as a program: commands, configuration and wiring; the one room that knows every other.
 * Begin with {@link io.supervisor.server.Main}; how the rooms are put together is in {@link
 * io.supervisor.server.RunningNode}.
 */
@NullMarked
package io.supervisor.server;

import org.jspecify.annotations.NullMarked;
