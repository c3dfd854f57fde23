/**
 * The state of the chain on disk. Begin with {@link io.supervisor.server.storage.MapDbStore}.
 *
 * <p>A file that has been verified is never written again; whatever is not yet in such a file lies
 * on the heap, and the journal redoes it after a crash. Files lie over each other, newer over
 * older, and are merged in the background. Blocks and consensus records are in {@code journal}.
 */
@NullMarked
package io.supervisor.server.storage;

import org.jspecify.annotations.NullMarked;
