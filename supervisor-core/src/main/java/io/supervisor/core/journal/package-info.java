/**
 * What a node remembers through a crash: the append-only journal and the port to the disk under it.
 * Not here: what the records mean to consensus ({@code core.replica}) and the files ({@code
 * server.storage}). Begin with {@link io.supervisor.core.journal.Journal}.
 */
@NullMarked
package io.supervisor.core.journal;

import org.jspecify.annotations.NullMarked;
