/**
 * The supervisor: how administrators agree on deployments, changes of services and of the consensus
 * configuration, and migrations. Source: supervisor.md.
 *
 * <p>Begin with {@link io.supervisor.core.supervisor.SupervisorService}, which lists methods and
 * hooks. {@code Proposals}, {@code Deployments} and {@code Migrations} hold one kind of decision
 * each; {@code ProposalCheck} says what a proposal may contain and changes nothing; {@link
 * io.supervisor.core.supervisor.SupervisorView} reads what is pending and who has not voted yet.
 * Where the rules of the network matter, {@link io.supervisor.core.rules.Rules} is asked.
 *
 * <p>Not here: the transitions of artifacts and instances themselves, which are the dispatcher's.
 *
 * <pre>
 * ConfigChange    = Consensus | ServiceConfig | StartService | StopService | ResumeService
 *                 | FreezeService | UnloadArtifact | ChangeRules
 * AsyncEventState = Pending | Timeout | Succeed | Failed(height, error)
 * </pre>
 */
@NullMarked
package io.supervisor.core.supervisor;

import org.jspecify.annotations.NullMarked;
