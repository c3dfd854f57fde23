package io.supervisor.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.UploadArtifactRequest;
import io.supervisor.rpc.v1.UploadArtifactResponse;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Sends a file as fast as the node takes it. The file is held in memory: the protocol allows 64
 * MiB.
 */
final class Upload
    implements ClientResponseObserver<UploadArtifactRequest, UploadArtifactResponse> {
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int FILE_BYTES_MAX = 64 << 20;

  private final Node node;
  private final ArtifactFile header;
  private final ByteString content;
  private final CompletableFuture<ArtifactFile> stored = new CompletableFuture<>();
  private boolean isHeaderSent;
  private boolean isDone;
  private int sent;

  private Upload(Node node, ArtifactFile header, ByteString content) {
    this.node = node;
    this.header = header;
    this.content = content;
  }

  static Upload of(Node node, Path file) throws IOException {
    var bytes = read(file);
    var name = file.getFileName();
    var header =
        ArtifactFile.newBuilder()
            .setName(name == null ? "" : name.toString())
            .setSha256(Sha256.of(bytes).toByteString())
            .setSizeBytes(bytes.length)
            .build();
    return new Upload(node, header, UnsafeByteOperations.unsafeWrap(bytes));
  }

  /** Refuses what no node takes before it is read: it may be larger than memory, or endless. */
  private static byte[] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory, want a service JAR");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "is no file, want a service JAR");
    }
    var size = Files.size(file);
    if (size < 1 || size > FILE_BYTES_MAX) {
      throw new FileSystemException(
          file.toString(), null, "has " + size + " bytes, want 1 to " + FILE_BYTES_MAX);
    }
    return Files.readAllBytes(file);
  }

  CompletableFuture<ArtifactFile> stored() {
    return stored;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<UploadArtifactRequest> call) {
    call.setOnReadyHandler(() -> send(call));
  }

  private void send(ClientCallStreamObserver<UploadArtifactRequest> call) {
    while (!isDone && call.isReady()) {
      if (!isHeaderSent) {
        isHeaderSent = true;
        call.onNext(UploadArtifactRequest.newBuilder().setHeader(header).build());
      } else if (sent < content.size()) {
        var end = Math.min(content.size(), sent + CHUNK_BYTES);
        call.onNext(
            UploadArtifactRequest.newBuilder().setChunk(content.substring(sent, end)).build());
        sent = end;
      } else {
        isDone = true;
        call.onCompleted();
      }
    }
  }

  @Override
  public void onNext(UploadArtifactResponse answer) {
    stored.complete(answer.getFile());
  }

  @Override
  public void onError(Throwable thrown) {
    stored.completeExceptionally(Statuses.exception(node.name(), thrown));
  }

  @Override
  public void onCompleted() {
    stored.completeExceptionally(
        Statuses.exception(
            node.name(), Status.INTERNAL.withDescription("no answer").asRuntimeException()));
  }
}
