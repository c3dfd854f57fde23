package io.supervisor.core.supervisor;

import io.supervisor.api.PublicKey;
import java.util.List;

/**
 * Who has asked, voted or reported, and whose word is missing. All keys are service keys.
 *
 * @param given those that count, ascending
 * @param missing validators that are not among them, by validator id
 * @param needed how many it takes
 */
public record Tally(List<PublicKey> given, List<PublicKey> missing, int needed) {
  public Tally {
    given = List.copyOf(given);
    missing = List.copyOf(missing);
  }

  public boolean isReached() {
    return given.size() >= needed;
  }
}
