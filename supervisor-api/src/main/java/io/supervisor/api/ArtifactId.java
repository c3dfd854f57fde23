package io.supervisor.api;

/**
 * Code that can be instantiated. Text form {@code runtime:name:version}. Source: wire.md section
 * 1.4, lifecycle.md section 1.
 *
 * @param runtimeId unsigned 32-bit; 0 = built in, 1 = Java
 * @param name one or more of {@code a-z A-Z 0-9 _ - . /}; as with instances, checked by whoever
 *     registers an artifact
 */
public record ArtifactId(int runtimeId, String name, Version version) {
  public static final int RUNTIME_BUILT_IN = 0;
  public static final int RUNTIME_JAVA = 1;

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException naming the part that is wrong
   */
  public static ArtifactId parse(String text) {
    var parts = text.split(":", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "artifact: got \"" + text + "\", want runtime:name:version");
    }
    int runtimeId;
    try {
      runtimeId = Integer.parseUnsignedInt(parts[0]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "runtime id: got \"" + parts[0] + "\", want a number from 0 to 2^32-1", e);
    }
    if (!isValidName(parts[1])) {
      throw new IllegalArgumentException(
          "artifact name: got \"" + parts[1] + "\", want one or more of a-zA-Z0-9_-./");
    }
    return new ArtifactId(runtimeId, parts[1], Version.parse(parts[2]));
  }

  /** Whether the name is one that an artifact may have. */
  public static boolean isValidName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c ->
                c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '-'
                    || c == '.'
                    || c == '/');
  }

  /** Equal but for build metadata of the version (wire.md section 1.4). */
  public boolean isSameAs(ArtifactId other) {
    return runtimeId == other.runtimeId
        && name.equals(other.name)
        && version.compareTo(other.version) == 0;
  }

  /** Same name and a greater version; runtimes are not compared (lifecycle.md section 1). */
  public boolean isUpgradeOf(ArtifactId other) {
    return name.equals(other.name) && version.compareTo(other.version) > 0;
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(runtimeId) + ":" + name + ":" + version;
  }
}
