/**
 * A cluster in one thread: real replicas over disks that tear, networks that lose and liars that
 * sign contradictions, all drawn from a seed. Begin with {@link
 * io.supervisor.testkit.simulation.Simulation}.
 */
@NullMarked
package io.supervisor.testkit.simulation;

import org.jspecify.annotations.NullMarked;
