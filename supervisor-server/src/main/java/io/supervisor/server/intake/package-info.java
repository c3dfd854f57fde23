/**
 * Connections that others open to this node: how many, and whose turn it is to go. What they carry
 * is bounded where it is understood. Begin with {@link io.supervisor.server.intake.Connections}.
 */
@NullMarked
package io.supervisor.server.intake;

import org.jspecify.annotations.NullMarked;
