/**
 * The tour: a fresh cluster of four validators, governed, used, hurt and healed, every step
 * verified. Begin with {@link io.supervisor.cli.demo.Tour}.
 */
@NullMarked
package io.supervisor.cli.demo;

import org.jspecify.annotations.NullMarked;
