package io.supervisor.api;

/**
 * What an instance is, for ever the same but for the artifact, which migrations change.
 *
 * @param name one or more of {@code a-z A-Z 0-9 _ -}; prefix of the instance's indexes. Checked by
 *     whoever adds an instance, not here, because replicated state may hold what an older check let
 *     through.
 */
public record InstanceSpec(InstanceId id, String name, ArtifactId artifact) {
  /** Whether the name is one that an instance may have. */
  public static boolean isValidName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c ->
                c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '-');
  }
}
