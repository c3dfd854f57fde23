/**
 * Takes over a chain of the original (docs/importing.md): where blocks come from, how they get into
 * a node's data folder, and what is said if one comes out differently here. Begin with {@link
 * io.supervisor.server.chainimport.Importing}.
 *
 * <p>Not here: proving, executing and appending a block ({@code core.replica.ChainImport}).
 */
@NullMarked
package io.supervisor.server.chainimport;

import org.jspecify.annotations.NullMarked;
