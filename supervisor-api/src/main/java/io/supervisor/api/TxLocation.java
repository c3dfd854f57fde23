package io.supervisor.api;

/**
 * Where a committed transaction stands.
 *
 * @param position in the block, from zero
 */
public record TxLocation(Height height, int position) {}
