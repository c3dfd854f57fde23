package io.supervisor.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.Deployment;
import io.supervisor.wire.deploy.DeployArguments;
import io.supervisor.wire.supervisor.DeployRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deploy specifications of JARs. Two files that claim one artifact are told apart by SHA-256, never
 * by name.
 */
final class JarSpecs {
  static final int JAVA = 1;
  private static final int DIGITS_MIN = 8;

  private JarSpecs() {}

  /** Of a file on a node. */
  static DeployArguments of(ArtifactFile file, String name) {
    return DeployArguments.newBuilder()
        .setArtifactFilename(name)
        .setSha256(file.getSha256())
        .setSizeBytes(file.getSizeBytes())
        .setChunksRoot(file.getChunksRoot())
        .build();
  }

  /** What a request asks for; empty if it is no JAR. */
  static Optional<DeployArguments> of(DeployRequest request) {
    return request.getArtifact().getRuntimeId() == JAVA
        ? parse(request.getSpec())
        : Optional.empty();
  }

  static Optional<DeployArguments> parse(ByteString spec) {
    try {
      return Optional.of(DeployArguments.parseFrom(spec))
          .filter(arguments -> !arguments.getSha256().isEmpty());
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty(); // another runtime's, or no specification: nothing to show
    }
  }

  /** Digits of the hash that a request names, or a dash. */
  static String sha256(Optional<DeployArguments> arguments) {
    return arguments.map(found -> Hex.of(found.getSha256())).orElse("-");
  }

  static String fileName(Optional<DeployArguments> arguments) {
    return arguments
        .map(DeployArguments::getArtifactFilename)
        .filter(name -> !name.isEmpty())
        .orElse("-");
  }

  /** Whether both mean the same bytes, whatever they call them. */
  static boolean isSame(DeployRequest left, DeployRequest right) {
    if (!left.getArtifact().equals(right.getArtifact())) {
      return false;
    }
    var wanted = of(left);
    return wanted.isPresent()
        ? of(right).filter(found -> found.getSha256().equals(wanted.get().getSha256())).isPresent()
        : left.getSpec().equals(right.getSpec());
  }

  /**
   * The specification of an artifact, from open requests and the files on the node.
   *
   * @param digits of the SHA-256 that is meant, the first of them are enough; null = the only one
   */
  static DeployArguments choose(
      String artifact,
      Collection<Deployment> open,
      Collection<ArtifactFile> files,
      @Nullable String digits) {
    var found = new LinkedHashMap<ByteString, DeployArguments>();
    open.forEach(deployment ->
        of(deployment.getRequest())
            .ifPresent(arguments -> found.putIfAbsent(arguments.getSha256(), arguments)));
    // A name that an administrator gave, before none.
    files.stream()
        .filter(file -> !file.getName().isEmpty())
        .forEach(file -> found.putIfAbsent(file.getSha256(), of(file, file.getName())));
    files.forEach(file -> found.putIfAbsent(file.getSha256(), of(file, fileName(artifact))));
    var meant = matching(found, digits);
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    throw new UsageException(
        meant.isEmpty()
            ? "no file of " + artifact + (digits == null ? "" : " with SHA-256 " + digits)
            : "several files claim to be "
                + artifact
                + "; choose one with --sha256: "
                + String.join(", ", meant.stream().map(JarSpecs::describe).toList()));
  }

  /** Of requests of one artifact the one that is meant, or the only one. */
  static Deployment chooseRequest(
      String artifact, List<Deployment> requests, @Nullable String digits) {
    var byHash = new LinkedHashMap<ByteString, Deployment>();
    requests.forEach(request ->
        byHash.putIfAbsent(
            of(request.getRequest())
                .map(DeployArguments::getSha256)
                .orElse(request.getRequest().getSpec()),
            request));
    var meant = matching(byHash, digits);
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    throw new UsageException(
        meant.isEmpty()
            ? "nobody has asked for "
                + artifact
                + (digits == null ? "" : " with SHA-256 " + digits)
                + " to be deployed"
            : "several requests for "
                + artifact
                + " are open; choose one with --sha256: "
                + String.join(
                    ", ",
                    meant.stream()
                        .map(request -> describe(of(request.getRequest()).orElseThrow()))
                        .toList()));
  }

  private static <V> List<V> matching(Map<ByteString, V> byHash, @Nullable String digits) {
    if (digits != null && !digits.matches("[0-9a-f]{" + DIGITS_MIN + ",64}")) {
      throw new UsageException(
          "--sha256: got \"" + digits + "\", want 8 to 64 hexadecimal digits in lower case");
    }
    var meant = new ArrayList<V>();
    byHash.forEach((hash, value) -> {
      if (digits == null || Hex.of(hash).startsWith(digits)) {
        meant.add(value);
      }
    });
    return meant;
  }

  private static String describe(DeployArguments arguments) {
    return Hex.of(arguments.getSha256()) + " (" + arguments.getArtifactFilename() + ")";
  }

  /** A name for people, of a file that has none. */
  private static String fileName(String artifact) {
    var parts = artifact.split(":", 3);
    return (parts[1] + "-" + parts[2] + ".jar").replaceAll("[^a-zA-Z0-9_.-]", "_");
  }
}
