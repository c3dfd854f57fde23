/**
 * What code of services may do, and what it costs: the same verdict and the same count on all
 * nodes. Explained in docs/sandbox.md and docs/adr/0015.
 *
 * <p>Begin with {@link io.supervisor.sandbox.Sandbox}, which judges the files of a JAR and gives
 * back classes that pay as they go, and with {@code allowed-1.txt}, which says what is allowed.
 * {@link io.supervisor.sandbox.Preparation} brings them to a state that calls cannot change, which
 * {@link io.supervisor.sandbox.Survivors} looks at. Meters are opened by who runs services
 * (core.runtime); class loaders are the server's.
 *
 * <pre>
 * judge = parse, ClassCheck, Desugaring, Metering (MeteredBody for each method), verify
 * </pre>
 */
@NullMarked
package io.supervisor.sandbox;

import org.jspecify.annotations.NullMarked;
