/**
 * Test networks in tests of JUnit. Begin with {@link
 * io.supervisor.testkit.junit.TestNetworkExtension}.
 */
@NullMarked
package io.supervisor.testkit.junit;

import org.jspecify.annotations.NullMarked;
