/**
 * Life cycle of artifacts and instances, and calls: which transition is allowed when, whom a call
 * reaches, what it may do. Source: lifecycle.md sections 3 to 9.
 *
 * <p>Begin with {@link io.supervisor.core.runtime.Dispatcher}, which blocks are executed through,
 * and {@link io.supervisor.core.runtime.Runtime}, which knows how to run code of one kind. Not
 * here: blocks and their hashes (blockchain), decisions of administrators (supervisor).
 *
 * <pre>
 * InstanceStatus = Active | Stopped | Frozen | Migrating(target, endVersion, completed?)
 * MigrationPlan  = FastForward | Script(endVersion)
 * LocalMigrations: what each node does of a migration by itself, in ScriptSteps beside the blocks
 * CommitAction   = Broadcast | Deploy | RequireDeployed | Unload
 * </pre>
 */
@NullMarked
package io.supervisor.core.runtime;

import org.jspecify.annotations.NullMarked;
