/**
 * Services that do what a test says: {@link io.supervisor.testkit.scripted.Script}, and a network
 * that has one in the supervisor's place: {@link io.supervisor.testkit.scripted.ScriptedChain}.
 */
@NullMarked
package io.supervisor.testkit.scripted;

import org.jspecify.annotations.NullMarked;
