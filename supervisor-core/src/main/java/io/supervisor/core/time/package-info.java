/**
 * The time oracle: validators report what their clocks say, and the chain takes from that a time
 * that no f of them can move alone. Source: lifecycle.md section 12. Begin with {@link
 * io.supervisor.core.time.TimeOracleArtifact}.
 */
@NullMarked
package io.supervisor.core.time;

import org.jspecify.annotations.NullMarked;
