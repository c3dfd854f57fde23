/**
 * A whole network in one process, for the tests of services: real execution, real proofs, fake
 * time. Begin with {@link io.supervisor.testkit.TestNetwork}.
 *
 * <p>Nothing here knows a test framework: what goes wrong is an exception.
 */
@NullMarked
package io.supervisor.testkit;

import org.jspecify.annotations.NullMarked;
