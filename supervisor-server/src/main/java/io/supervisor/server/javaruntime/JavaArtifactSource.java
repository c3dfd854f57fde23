package io.supervisor.server.javaruntime;

import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.Hash;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.runtime.ArtifactSource;
import io.supervisor.wire.deploy.DeployArguments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Artifacts of runtime 1: JARs of the node, pinned by the hash in the deploy spec. The file that it
 * names is only looked for if no other has that hash: then its problem says most.
 */
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
      var name = arguments.getArtifactFilename();
      var isHashAlone = name.isEmpty() && !arguments.getSha256().isEmpty();
      if (!isHashAlone && !ArtifactDirectory.isValidName(name)) {
        throw DeployError.ILLEGAL_SPECIFICATION.because(
            String.format(
                Locale.ROOT,
                "artifact_filename: got \"%s\", want 1 to 255 of a-zA-Z0-9_-. without a dot before them",
                name));
      }
      if (arguments.getSha256().size() != Hash.SIZE) {
        throw DeployError.ILLEGAL_SPECIFICATION.because(
            String.format(
                Locale.ROOT, "sha256: got %d bytes, want 32", arguments.getSha256().size()));
      }
      var root = arguments.getChunksRoot();
      if (!root.isEmpty() && root.size() != Hash.SIZE) {
        throw DeployError.ILLEGAL_SPECIFICATION.because(
            "chunks_root: got " + root.size() + " bytes, want 32");
      }
      return new Specification(name, Hash.of(arguments.getSha256()));
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
      var path = directory.path(wanted.sha256());
      // Before anything in the file is looked at: what was not agreed on is not even unpacked.
      return ServiceJar.load(path.orElseGet(() -> named(wanted)), wanted.sha256());
    } catch (BadJarException e) {
      dropIfDamaged(wanted.sha256());
      throw failed(wanted, "%s", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw failed(wanted, "it cannot be read: %s", String.valueOf(e.getMessage()));
    }
  }

  /** Where the file should lie that is not there; its problem is told. */
  private Path named(Specification wanted) {
    return directory.path(
        wanted.fileName().isEmpty() ? wanted.sha256().toString() : wanted.fileName());
  }

  /** A file that is no more what it was is fetched again. */
  private void dropIfDamaged(Hash sha256) {
    directory
        .contents()
        .find(sha256)
        .ifPresent(path -> {
          try {
            if (!ServiceJar.hasHash(path, sha256)) {
              directory.contents().discard(sha256);
            }
          } catch (IOException e) {
            throw DeployError.DEPLOYMENT_FAILED.because(
                path + ": a damaged file cannot be removed: " + e.getMessage());
          }
        });
  }

  private static CallException failed(Specification wanted, String problem, Object... arguments) {
    return DeployError.DEPLOYMENT_FAILED.because(
        (wanted.fileName().isEmpty() ? wanted.sha256() : wanted.fileName())
            + ": "
            + String.format(Locale.ROOT, problem, arguments));
  }

  @Override
  public void unload(ArtifactId artifact) {
    var jar = loaded.remove(artifact);
    if (jar != null) {
      jar.close();
    }
  }
}
