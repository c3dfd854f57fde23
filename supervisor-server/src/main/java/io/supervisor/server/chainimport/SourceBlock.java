package io.supervisor.server.chainimport;

import io.supervisor.core.replica.ChainImport;
import java.util.Map;

/**
 * A block with what its source tells about it.
 *
 * @param outcomes how calls ended, as {@link Outcomes} says it; empty if the source does not tell
 * @param complete whether calls that are not in there are told to have succeeded
 */
public record SourceBlock(
    ChainImport.Candidate block, Map<String, String> outcomes, boolean complete) {
  public SourceBlock {
    outcomes = Map.copyOf(outcomes);
  }
}
