package io.supervisor.client;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.UploadArtifactRequest;
import io.supervisor.rpc.v1.UploadArtifactResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.concurrent.CompletableFuture;

/** Sends a file from disk, as fast as the node takes it. */
final class Upload
    implements ClientResponseObserver<UploadArtifactRequest, UploadArtifactResponse> {
  private static final int CHUNK_BYTES = 256 << 10;

  /** What no node takes; most take less, and say so. */
  private static final int FILE_BYTES_MAX = 1 << 30;

  private final Node node;
  private final ArtifactFile header;
  private final InputStream content;
  private final CompletableFuture<ArtifactFile> stored = new CompletableFuture<>();
  private boolean isHeaderSent;
  private boolean isDone;
  private long sent;

  private Upload(Node node, ArtifactFile header, InputStream content) {
    this.node = node;
    this.header = header;
    this.content = content;
  }

  /**
   * Reads the file once before it is sent, which it may not be changed after.
   *
   * @param name that it gets on the node; empty = known by its content alone
   */
  static Upload of(Node node, Path file, String name) throws IOException {
    requireSent(file);
    var digest = Sha256.create();
    ChunkTree chunks;
    try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
      chunks = ChunkTree.of(in);
    }
    var header =
        ArtifactFile.newBuilder()
            .setName(name)
            .setSha256(Hash.of(digest.digest()).toByteString())
            .setSizeBytes(chunks.bytes())
            .setChunksRoot(chunks.root().toByteString())
            .build();
    return new Upload(node, header, Files.newInputStream(file));
  }

  /** Refuses what no node takes before it is read: it may be endless. */
  private static void requireSent(Path file) throws IOException {
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
      } else {
        sendChunk(call);
      }
    }
  }

  private void sendChunk(ClientCallStreamObserver<UploadArtifactRequest> call) {
    try {
      var chunk = content.readNBytes((int) Math.min(CHUNK_BYTES, header.getSizeBytes() - sent));
      sent += chunk.length;
      if (chunk.length > 0) {
        call.onNext(
            UploadArtifactRequest.newBuilder()
                .setChunk(UnsafeByteOperations.unsafeWrap(chunk))
                .build());
      }
      if (chunk.length == 0 || sent == header.getSizeBytes()) {
        // A file that became shorter meanwhile is refused by the node.
        isDone = true;
        content.close();
        call.onCompleted();
      }
    } catch (IOException e) {
      isDone = true;
      call.cancel("the file cannot be read", e);
      stored.completeExceptionally(e);
    }
  }

  @Override
  public void onNext(UploadArtifactResponse answer) {
    stored.complete(answer.getFile());
  }

  @Override
  public void onError(Throwable thrown) {
    isDone = true;
    close();
    stored.completeExceptionally(Statuses.exception(node.name(), thrown));
  }

  private void close() {
    try {
      content.close();
    } catch (IOException e) {
      stored.completeExceptionally(e);
    }
  }

  @Override
  public void onCompleted() {
    stored.completeExceptionally(
        Statuses.exception(
            node.name(), Status.INTERNAL.withDescription("no answer").asRuntimeException()));
  }
}
