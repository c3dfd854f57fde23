package io.supervisor.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.ArtifactServiceGrpc;
import io.supervisor.rpc.v1.FetchArtifactRequest;
import io.supervisor.rpc.v1.FetchArtifactResponse;
import io.supervisor.rpc.v1.ListArtifactFilesRequest;
import io.supervisor.rpc.v1.ListArtifactFilesResponse;
import io.supervisor.rpc.v1.UploadArtifactRequest;
import io.supervisor.rpc.v1.UploadArtifactResponse;
import io.supervisor.server.javaruntime.ArtifactDirectory;
import io.supervisor.server.javaruntime.BadJarException;
import io.supervisor.server.javaruntime.ServiceJar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Files of artifacts on this node. */
final class ArtifactRpc extends ArtifactServiceGrpc.ArtifactServiceImplBase {
  /** Uploads at once; each may hold a file in memory. */
  private static final int UPLOADS_MAX = 4;

  private final ArtifactDirectory directory;
  private final Watchers watchers;
  private final Semaphore uploads = new Semaphore(UPLOADS_MAX);

  ArtifactRpc(ArtifactDirectory directory, Watchers watchers) {
    this.directory = directory;
    this.watchers = watchers;
  }

  @Override
  public StreamObserver<UploadArtifactRequest> uploadArtifact(
      StreamObserver<UploadArtifactResponse> observer) {
    if (!uploads.tryAcquire()) {
      throw Errors.exhausted(
          Errors.Reason.TOO_MANY_CALLS,
          "This node takes too many uploads at once",
          java.time.Duration.ofSeconds(1));
    }
    var upload = new Upload(observer);
    // However the call ends, and whoever ends it: the next one may come.
    var call = (ServerCallStreamObserver<UploadArtifactResponse>) observer;
    call.setOnCancelHandler(upload::end);
    call.setOnCloseHandler(upload::end);
    return upload;
  }

  /** One upload: collects in memory, and stores when all is there. */
  private final class Upload implements StreamObserver<UploadArtifactRequest> {
    private final StreamObserver<UploadArtifactResponse> observer;
    private @Nullable ArtifactFile header;
    private ByteString received = ByteString.EMPTY;
    private boolean ended;

    Upload(StreamObserver<UploadArtifactResponse> observer) {
      this.observer = observer;
    }

    @Override
    public void onNext(UploadArtifactRequest part) {
      if (ended) {
        return;
      }
      try {
        take(part);
      } catch (RuntimeException e) {
        end();
        throw e;
      }
    }

    private void take(UploadArtifactRequest part) {
      if (header == null) {
        header = Requests.uploadHeader(part.getHeader());
        return;
      }
      Requests.uploadChunk(part.getChunk());
      received = received.concat(part.getChunk());
      if (received.size() > header.getSizeBytes()) {
        throw differs("size_bytes", "more than " + header.getSizeBytes(), header.getSizeBytes());
      }
    }

    @Override
    public void onError(Throwable gone) {
      end();
    }

    @Override
    public void onCompleted() {
      if (ended) {
        return;
      }
      try {
        var file = store();
        Answers.answer(observer, UploadArtifactResponse.newBuilder().setFile(file).build());
      } finally {
        end();
      }
    }

    private ArtifactFile store() {
      // An upload without any part is one without header.
      var file = header == null ? Requests.uploadHeader(ArtifactFile.getDefaultInstance()) : header;
      if (received.size() != file.getSizeBytes()) {
        throw differs("size_bytes", received.size(), file.getSizeBytes());
      }
      var bytes = received.toByteArray();
      var actual = Sha256.of(bytes);
      var announced = Hash.of(file.getSha256());
      if (!actual.equals(announced)) {
        throw differs("sha256", actual, announced);
      }
      var artifact = artifactOrThrow(file.getName(), bytes);
      try {
        return switch (directory.store(file.getName(), bytes)) {
          case OK -> file.toBuilder().setArtifact(artifact.toString()).build();
          case NAME_TAKEN ->
              throw Errors.alreadyExists(
                  Errors.Reason.ARTIFACT_FILE_EXISTS,
                  "name: another file is stored as " + file.getName());
          case FULL ->
              throw Errors.exhausted(
                  Errors.Reason.ARTIFACT_DIRECTORY_FULL,
                  "The directory of artifacts holds " + ArtifactDirectory.FILES_MAX + " files",
                  java.time.Duration.ZERO);
        };
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void end() {
      if (!ended) {
        ended = true;
        received = ByteString.EMPTY;
        uploads.release();
      }
    }
  }

  private static io.grpc.StatusRuntimeException differs(String field, Object got, Object want) {
    return Errors.invalid(Requests.violation(field, "got " + got + ", want " + want));
  }

  /** What could never be deployed is not stored: its name would be taken for good. */
  private static ArtifactId artifactOrThrow(String name, byte[] bytes) {
    try {
      return ServiceJar.check(bytes, ArtifactId.RUNTIME_JAVA);
    } catch (BadJarException e) {
      throw Errors.invalid(
          Errors.Reason.ARTIFACT_FILE_INVALID, name + " is no service JAR: " + e.getMessage());
    }
  }

  /** Text form of the artifact that the manifest names; empty if there is none. */
  private static String artifact(byte[] jar) {
    return ServiceJar.artifactOf(jar, ArtifactId.RUNTIME_JAVA).map(ArtifactId::toString).orElse("");
  }

  @Override
  public void fetchArtifact(
      FetchArtifactRequest request, StreamObserver<FetchArtifactResponse> observer) {
    var hash = Requests.hash("sha256", request.getSha256());
    try {
      var file =
          directory
              .find(hash)
              .orElseThrow(() ->
                  Errors.notFound(
                      Errors.Reason.ARTIFACT_FILE_NOT_FOUND,
                      "This node has no file with SHA-256 " + hash));
      watchers.start("FetchArtifact", observer, stream -> send(file, stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(
      ArtifactDirectory.StoredFile file, Watchers.Stream<FetchArtifactResponse> stream)
      throws Watchers.Gone {
    try (var bytes = Files.newInputStream(file.path())) {
      stream.send(FetchArtifactResponse.newBuilder().setHeader(message(file)).build());
      for (var part = chunk(bytes); !part.isEmpty(); part = chunk(bytes)) {
        stream.send(FetchArtifactResponse.newBuilder().setChunk(part).build());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteString chunk(InputStream bytes) throws IOException {
    return UnsafeByteOperations.unsafeWrap(bytes.readNBytes(Requests.CHUNK_BYTES_MAX));
  }

  @Override
  public void listArtifactFiles(
      ListArtifactFilesRequest request, StreamObserver<ListArtifactFilesResponse> observer) {
    try {
      var files = new ArrayList<ArtifactFile>();
      for (var file : directory.list()) {
        files.add(
            message(file).toBuilder()
                .setArtifact(file.artifact().map(ArtifactId::toString).orElse(""))
                .build());
      }
      Answers.answer(observer, ListArtifactFilesResponse.newBuilder().addAllFiles(files).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ArtifactFile message(ArtifactDirectory.StoredFile file) {
    return ArtifactFile.newBuilder()
        .setName(file.name())
        .setSha256(file.sha256().toByteString())
        .setSizeBytes(file.bytes())
        .build();
  }
}
