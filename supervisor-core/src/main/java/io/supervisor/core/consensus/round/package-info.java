/**
 * The rules of a round: what may be voted, as pure functions on a small record; how long a round
 * lasts; when to leave it. Knows no effects and no inputs. Begin with {@link
 * io.supervisor.core.consensus.round.RoundRules}.
 */
@NullMarked
package io.supervisor.core.consensus.round;

import org.jspecify.annotations.NullMarked;
