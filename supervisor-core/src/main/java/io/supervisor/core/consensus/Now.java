package io.supervisor.core.consensus;

import java.time.Instant;

/**
 * Time as the shell sees it with an input.
 *
 * @param monotonicMs milliseconds of a clock that never goes back; its origin means nothing
 * @param wall goes into own precommits, and decides nothing
 */
public record Now(long monotonicMs, Instant wall) {}
