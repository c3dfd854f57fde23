/**
 * The {@code supervisor} command for administrators: noun, then verb, over gRPC through the SDK.
 *
 * <p>Begin with {@link io.supervisor.cli.SupervisorCommand}. Results go to standard output, all
 * else to standard error; exit codes are in {@link io.supervisor.cli.Failures}. Commands that start
 * or set up nodes belong to the server.
 */
@NullMarked
package io.supervisor.cli;

import org.jspecify.annotations.NullMarked;
