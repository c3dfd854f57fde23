package io.supervisor.core.runtime;

import io.supervisor.core.merkledb.Patch;

/**
 * What a step of a migration script changes, to be kept between two blocks, in the order of the
 * steps.
 *
 * @param instance name of the instance
 * @param migration tells it from all other migrations of the chain
 * @param step number of the step, from 1 on: one more than that of the last that was kept
 * @param progress after it
 */
public record ScriptStep(
    String instance, int migration, long step, Patch patch, MigrationProgress progress) {}
