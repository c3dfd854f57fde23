/**
 * The command {@code supervisor sim}. Needs picocli, which whoever uses the kit as a library does
 * not.
 */
@NullMarked
package io.supervisor.testkit.command;

import org.jspecify.annotations.NullMarked;
