/**
 * Makes the files of a network: template, each validator's public and private part and key, the
 * final configuration (cli.md section 2). Begin with {@link io.supervisor.server.setup.SetUp}; a
 * whole network on this machine is laid out by {@link io.supervisor.server.setup.LocalNetwork}.
 */
@NullMarked
package io.supervisor.server.setup;

import org.jspecify.annotations.NullMarked;
