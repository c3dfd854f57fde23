/**
 * The server's commands (cli.md section 2, design.md section 5.1): options to calls, problems to
 * messages and exit codes. Begin with {@link io.supervisor.server.command.ServerCommand}.
 */
@NullMarked
package io.supervisor.server.command;

import org.jspecify.annotations.NullMarked;
