package io.supervisor.server.javaruntime;

import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.runtime.ArtifactSource;
import io.supervisor.wire.deploy.DeployArguments;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Artifacts of runtime 1: JARs from the node's directory, named and pinned by the deploy spec. */
public final class JavaArtifactSource implements ArtifactSource {
  private final ArtifactDirectory directory;
  private final Map<ArtifactId, ServiceJar> loaded = new ConcurrentHashMap<>();

  public JavaArtifactSource(ArtifactDirectory directory) {
    this.directory = directory;
  }

  /** File and hash of a deploy specification. */
  private record Specification(String fileName, Hash sha256) {
    static Specification parse(byte[] spec) {
      DeployArguments arguments;
      try {
        arguments = DeployArguments.parseFrom(spec);
      } catch (InvalidProtocolBufferException e) {
        throw DeployError.ILLEGAL_SPECIFICATION.because(
            "deploy specification: want DeployArguments (" + e.getMessage() + ")");
      }
      if (!ArtifactDirectory.isValidName(arguments.getArtifactFilename())) {
        throw DeployError.ILLEGAL_SPECIFICATION.because(
            String.format(
                Locale.ROOT,
                "artifact_filename: got \"%s\", want 1 to 255 of a-zA-Z0-9_-. without a dot before them",
                arguments.getArtifactFilename()));
      }
      if (arguments.getSha256().size() != Hash.SIZE) {
        throw DeployError.ILLEGAL_SPECIFICATION.because(
            String.format(
                Locale.ROOT, "sha256: got %d bytes, want 32", arguments.getSha256().size()));
      }
      return new Specification(arguments.getArtifactFilename(), Hash.of(arguments.getSha256()));
    }
  }

  @Override
  public ServiceArtifact deploy(ArtifactId artifact, byte[] spec) {
    var wanted = Specification.parse(spec);
    var before = loaded.get(artifact);
    if (before != null) {
      if (before.sha256().equals(wanted.sha256())) {
        return before.service();
      }
      throw failed(wanted, "artifact %s is deployed with SHA-256 %s", artifact, before.sha256());
    }
    var jar = load(wanted);
    if (!jar.in(artifact.runtimeId()).equals(artifact)) {
      jar.close();
      throw failed(
          wanted,
          "its manifest names %s, but the request %s",
          jar.in(artifact.runtimeId()),
          artifact);
    }
    loaded.put(artifact, jar);
    return jar.service();
  }

  private ServiceJar load(Specification wanted) {
    try {
      var bytes = ServiceJar.read(directory.path(wanted.fileName()));
      // Before anything in the file is looked at: what was not agreed on is not even unpacked.
      var actual = Sha256.of(bytes);
      if (!actual.equals(wanted.sha256())) {
        throw failed(wanted, "it has SHA-256 %s, want %s", actual, wanted.sha256());
      }
      return ServiceJar.load(bytes);
    } catch (BadJarException e) {
      throw failed(wanted, "%s", e.getMessage());
    }
  }

  private static CallException failed(Specification wanted, String problem, Object... arguments) {
    return DeployError.DEPLOYMENT_FAILED.because(
        wanted.fileName() + ": " + String.format(Locale.ROOT, problem, arguments));
  }

  @Override
  public void unload(ArtifactId artifact) {
    var jar = loaded.remove(artifact);
    if (jar != null) {
      jar.close();
    }
  }
}
