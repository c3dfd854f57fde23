/** Services that ran on the recorded chain of the original, and its replay. */
@NullMarked
package io.supervisor.core.replay;

import org.jspecify.annotations.NullMarked;
