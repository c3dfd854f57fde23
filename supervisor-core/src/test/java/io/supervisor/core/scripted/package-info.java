/**
 * Services that do what a test says, and a chain that runs them. Begin with {@link
 * io.supervisor.core.scripted.ScriptedChain}.
 */
@NullMarked
package io.supervisor.core.scripted;

import org.jspecify.annotations.NullMarked;
