/**
 * Files of the journal and of the chain: the real {@link io.supervisor.core.journal.Disk} and
 * {@link io.supervisor.core.journal.ChainArchive}. What they hold, and in which order it becomes
 * durable, is decided in {@code core.journal}; the state store is {@code server.storage}.
 */
@NullMarked
package io.supervisor.server.storage.journal;

import org.jspecify.annotations.NullMarked;
