package io.supervisor.api;

/**
 * What artifact a service has to be an instance of, for its data to be laid out, or its methods to
 * behave, as the one who asks expects. Text form {@code name@requirement}. Source: lifecycle.md
 * section 10.
 */
public record ArtifactRequirement(String name, VersionRequirement version) {
  /**
   * Reads the text form, such as {@code exonum.Token@^1.0.5}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static ArtifactRequirement parse(String text) {
    var at = text.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException(
          "artifact requirement: got \"" + text + "\", want name@version");
    }
    return new ArtifactRequirement(
        text.substring(0, at), VersionRequirement.parse(text.substring(at + 1)));
  }

  /**
   * Does nothing if the artifact is as required; the runtime does not matter.
   *
   * @throws CallException {@code core:7} if it has another name or version
   */
  public void check(ArtifactId artifact) {
    if (!artifact.name().equals(name)) {
      throw CallException.core(
          CoreError.INCORRECT_INSTANCE_ID,
          "Unexpected artifact name (" + artifact.name() + "), was expecting `" + name + "`");
    }
    if (!version.matches(artifact.version())) {
      throw CallException.core(
          CoreError.INCORRECT_INSTANCE_ID,
          "Incompatible artifact version (" + artifact.version() + "), was expecting " + version);
    }
  }

  @Override
  public String toString() {
    return name + "@" + version;
  }
}
