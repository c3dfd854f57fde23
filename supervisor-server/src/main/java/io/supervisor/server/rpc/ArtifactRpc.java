package io.supervisor.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.ChunkTree;
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
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Files of artifacts on this node. */
final class ArtifactRpc extends ArtifactServiceGrpc.ArtifactServiceImplBase {
  /** Uploads at once. */
  static final int UPLOADS_MAX = 4;

  private final ArtifactDirectory directory;
  private final RpcServers.UploadLimits limits;
  private final Watchers watchers;
  private final Semaphore uploads = new Semaphore(UPLOADS_MAX);

  ArtifactRpc(ArtifactDirectory directory, RpcServers.UploadLimits limits, Watchers watchers) {
    this.directory = directory;
    this.limits = limits;
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

  /** One upload: goes to disk as it comes, and gets its name when all is there. */
  private final class Upload implements StreamObserver<UploadArtifactRequest> {
    private final StreamObserver<UploadArtifactResponse> observer;
    private final MessageDigest digest = Sha256.create();
    private final ChunkTree.Builder chunks = new ChunkTree.Builder();
    private @Nullable ArtifactFile header;
    private @Nullable Path temporary;
    private @Nullable OutputStream out;
    private long received;
    private boolean ended;

    Upload(StreamObserver<UploadArtifactResponse> observer) {
      this.observer = observer;
    }

    @Override
    public synchronized void onNext(UploadArtifactRequest part) {
      if (ended) {
        return;
      }
      try {
        take(part);
      } catch (IOException e) {
        end();
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        end();
        throw e;
      }
    }

    private void take(UploadArtifactRequest part) throws IOException {
      if (header == null || out == null) {
        begin(part.getHeader());
        return;
      }
      var chunk = part.getChunk();
      Requests.uploadChunk(chunk);
      received += chunk.size();
      if (received > header.getSizeBytes()) {
        throw differs("size_bytes", "more than " + header.getSizeBytes(), header.getSizeBytes());
      }
      var bytes = chunk.toByteArray();
      digest.update(bytes);
      chunks.add(bytes, 0, bytes.length);
      out.write(bytes);
    }

    private void begin(ArtifactFile file) throws IOException {
      header = Requests.uploadHeader(file, limits.fileBytesMax());
      var contents = directory.contents();
      if (file.getName().isEmpty()
          && contents.bytes() + file.getSizeBytes() > limits.storeBytesMax()) {
        throw full("The store of artifacts may hold " + limits.storeBytesMax() + " bytes");
      }
      temporary = file.getName().isEmpty() ? contents.temporary() : directory.temporary();
      out = Files.newOutputStream(temporary);
    }

    @Override
    public void onError(Throwable gone) {
      end();
    }

    @Override
    public synchronized void onCompleted() {
      if (ended) {
        return;
      }
      try {
        var file = store();
        Answers.answer(observer, UploadArtifactResponse.newBuilder().setFile(file).build());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        end();
      }
    }

    private ArtifactFile store() throws IOException {
      if (header == null || out == null || temporary == null) {
        // An upload without any part is one without header.
        Requests.uploadHeader(ArtifactFile.getDefaultInstance(), limits.fileBytesMax());
        throw new IllegalStateException("an empty header is no header");
      }
      if (received != header.getSizeBytes()) {
        throw differs("size_bytes", received, header.getSizeBytes());
      }
      out.close();
      var actual = Hash.of(digest.digest());
      var announced = Hash.of(header.getSha256());
      if (!actual.equals(announced)) {
        throw differs("sha256", actual, announced);
      }
      var root = chunks.build().root();
      if (!header.getChunksRoot().isEmpty() && !root.equals(Hash.of(header.getChunksRoot()))) {
        throw differs("chunks_root", root, Hash.of(header.getChunksRoot()));
      }
      var artifact = artifactOrThrow(header.getName(), temporary);
      var stored =
          header.toBuilder()
              .setArtifact(artifact.toString())
              .setChunksRoot(root.toByteString())
              .build();
      if (header.getName().isEmpty()) {
        directory.contents().store(temporary, actual);
        return stored;
      }
      return switch (directory.store(header.getName(), temporary, actual)) {
        case OK -> stored;
        case NAME_TAKEN ->
            throw Errors.alreadyExists(
                Errors.Reason.ARTIFACT_FILE_EXISTS,
                "name: another file is stored as " + header.getName());
        case FULL ->
            throw full(
                "The directory of artifacts holds " + ArtifactDirectory.FILES_MAX + " files");
      };
    }

    private synchronized void end() {
      if (ended) {
        return;
      }
      ended = true;
      uploads.release();
      try {
        if (out != null) {
          out.close();
        }
        if (temporary != null) {
          Files.deleteIfExists(temporary);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static io.grpc.StatusRuntimeException full(String problem) {
    return Errors.exhausted(
        Errors.Reason.ARTIFACT_DIRECTORY_FULL, problem, java.time.Duration.ZERO);
  }

  private static io.grpc.StatusRuntimeException differs(String field, Object got, Object want) {
    return Errors.invalid(Requests.violation(field, "got " + got + ", want " + want));
  }

  /** What could never be deployed is not stored: its name would be taken for good. */
  private static ArtifactId artifactOrThrow(String name, Path file) {
    try {
      return ServiceJar.check(file, ArtifactId.RUNTIME_JAVA);
    } catch (BadJarException e) {
      throw Errors.invalid(
          Errors.Reason.ARTIFACT_FILE_INVALID,
          (name.isEmpty() ? "The file" : name) + " is no service JAR: " + e.getMessage());
    }
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
        .setChunksRoot(file.chunksRoot().toByteString())
        .build();
  }
}
