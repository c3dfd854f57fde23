/**
 * The files that configure a node, as the original lays them out (cli.md section 3): node.toml and
 * the files that it is made of, services.toml. Reading says which key of which file is wrong. Begin
 * with {@link io.supervisor.server.config.NodeConfig}.
 *
 * <p>Not here: how such files come into being ({@code server.setup}), keys ({@code
 * server.signing}).
 */
@NullMarked
package io.supervisor.server.config;

import org.jspecify.annotations.NullMarked;
