/**
 * The server's commands (docs/compatibility.md): options to calls, problems to messages and exit
 * codes. Begin with {@link io.supervisor.server.command.ServerCommand}.
 */
@NullMarked
package io.supervisor.server.command;

import org.jspecify.annotations.NullMarked;
