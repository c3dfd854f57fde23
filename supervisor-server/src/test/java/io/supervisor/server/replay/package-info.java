/**
 * Replays the recorded chain of a network of the original under rules 1. It stands here, above the
 * examples, because the chain ran one of them. Begin with {@link
 * io.supervisor.server.replay.ReplayTest}.
 */
@NullMarked
package io.supervisor.server.replay;

import org.jspecify.annotations.NullMarked;
