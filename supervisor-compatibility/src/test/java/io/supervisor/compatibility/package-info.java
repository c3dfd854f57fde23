/**
 * Clients that others wrote, each as its registry publishes it, against live networks of the
 * installed command: one of four validators in decentralized mode, one of a single validator in
 * simple mode, each started once for all tests. The clients themselves live in {@code
 * src/test/clients}; every one prints how many checks it made, and a check that fails fails the
 * build.
 *
 * <p>Begin with {@link io.supervisor.compatibility.Networks}.
 */
@NullMarked
package io.supervisor.compatibility;

import org.jspecify.annotations.NullMarked;
