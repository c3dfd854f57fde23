package io.supervisor.server.javaruntime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.runtime.ArtifactSource;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Artifacts of runtime 0: the framework's own, and the JARs of the services folder, which are
 * loaded when the node starts. Deploying takes one of them, with an empty specification.
 */
public final class BuiltInArtifactSource implements ArtifactSource {
  private final Map<ArtifactId, ServiceArtifact> artifacts;
  private final SortedMap<String, Hash> jarHashes;
  private final Map<Path, ArtifactId> byJar;

  private BuiltInArtifactSource(
      Map<ArtifactId, ServiceArtifact> artifacts,
      SortedMap<String, Hash> jarHashes,
      Map<Path, ArtifactId> byJar) {
    this.artifacts = artifacts;
    this.jarHashes = jarHashes;
    this.byJar = byJar;
  }

  /**
   * Loads the JARs.
   *
   * @param own the framework's own artifacts
   * @throws BadJarException naming the file, if one is no service JAR, or two are one artifact
   */
  public static BuiltInArtifactSource load(Map<ArtifactId, ServiceArtifact> own, List<Path> jars)
      throws BadJarException {
    var artifacts =
        new TreeMap<ArtifactId, ServiceArtifact>(Comparator.comparing(ArtifactId::toString));
    artifacts.putAll(own);
    var hashes = new TreeMap<String, Hash>();
    var byJar = new HashMap<Path, ArtifactId>();
    for (var path : jars) {
      ServiceJar jar;
      try {
        jar = ServiceJar.load(path);
      } catch (BadJarException e) {
        throw new BadJarException(path + ": " + e.getMessage(), e);
      }
      var id = jar.in(ArtifactId.RUNTIME_BUILT_IN);
      if (artifacts.putIfAbsent(id, jar.service()) != null) {
        throw new BadJarException(path + ": artifact " + id + " is there already");
      }
      hashes.put(id.toString(), jar.sha256());
      byJar.put(path, id);
    }
    return new BuiltInArtifactSource(
        artifacts, Collections.unmodifiableSortedMap(hashes), Map.copyOf(byJar));
  }

  /** The artifact of a JAR that was loaded; its manifest names it. */
  public ArtifactId artifact(Path jar) {
    var id = byJar.get(jar);
    if (id == null) {
      throw new IllegalArgumentException(jar + " was not loaded");
    }
    return id;
  }

  /** What ships with this node, deployed or not. */
  public Optional<ServiceArtifact> find(ArtifactId artifact) {
    return Optional.ofNullable(artifacts.get(artifact));
  }

  /** SHA-256 of each JAR by the text form of its artifact, for {@link ServicesManifest}. */
  public SortedMap<String, Hash> jarHashes() {
    return jarHashes;
  }

  @Override
  public ServiceArtifact deploy(ArtifactId artifact, byte[] spec) {
    if (spec.length > 0) {
      throw DeployError.ILLEGAL_SPECIFICATION.because(
          String.format(
              Locale.ROOT,
              "Artifact `%s` of the built-in runtime has a non-empty specification",
              artifact));
    }
    var found = artifacts.get(artifact);
    if (found == null) {
      throw DeployError.DEPLOYMENT_FAILED.because(
          String.format(
              Locale.ROOT,
              "Artifact `%s` does not ship with this node; available: %s",
              artifact,
              artifacts.keySet().stream()
                  .map(ArtifactId::toString)
                  .collect(Collectors.joining(", "))));
    }
    return found;
  }

  /** Does nothing: what ships with the node stays, and may be deployed again. */
  @Override
  public void unload(ArtifactId artifact) {}
}
