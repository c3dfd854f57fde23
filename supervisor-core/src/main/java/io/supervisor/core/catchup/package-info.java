/**
 * Fetching decided blocks from peers that are ahead: what to ask of whom, and which answers to
 * believe. Not here: executing and storing them. Begin with {@link
 * io.supervisor.core.catchup.CatchUp}.
 */
@NullMarked
package io.supervisor.core.catchup;

import org.jspecify.annotations.NullMarked;
