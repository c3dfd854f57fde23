package io.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.ArtifactServiceGrpc;
import io.supervisor.rpc.v1.ConfirmRequest;
import io.supervisor.rpc.v1.ConfirmResponse;
import io.supervisor.rpc.v1.ProposeRequest;
import io.supervisor.rpc.v1.ProposeResponse;
import io.supervisor.rpc.v1.SupervisorAdminServiceGrpc;
import io.supervisor.rpc.v1.UploadArtifactRequest;
import io.supervisor.rpc.v1.UploadArtifactResponse;
import io.supervisor.wire.supervisor.ConfigPropose;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAdminTest {
  private static final Hash TRANSACTION = Hash.fromHex("ab".repeat(32));

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final Server server =
      InProcessServerBuilder.forName("admin")
          .addService(new Admin())
          .addService(new Artifacts())
          .build();
  private final ManagedChannel channel = InProcessChannelBuilder.forName("admin").build();
  private final NodeAdmin admin = NodeAdmin.over("admin", channel);

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination();
  }

  @Test
  void aProposalIsHandedOverWithTheHashToVoteFor() {
    var fixed = admin.propose(ConfigPropose.newBuilder().setActualFrom(7).build());
    assertThat(fixed.transaction()).isEqualTo(TRANSACTION);
    assertThat(fixed.proposal()).isPresent();
    assertThat(admin.propose(ConfigPropose.getDefaultInstance()).proposal()).isEmpty();
  }

  @Test
  void aRefusalIsToldAsOne() {
    assertThatThrownBy(() -> admin.confirm(TRANSACTION))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("not a validator");
    assertThatThrownBy(admin::info).isInstanceOf(NotAuthorisedException.class);
  }

  @Test
  void filesAreSentInChunksAndAnnouncedByTheirHash(@TempDir Path directory) throws IOException {
    var bytes = new byte[1_000_000];
    new Random(5).nextBytes(bytes);
    var file = Files.write(directory.resolve("wallets-0.2.0.jar"), bytes);
    var stored = admin.upload(file);
    assertThat(stored.getName()).isEqualTo("wallets-0.2.0.jar");
    assertThat(Hash.of(stored.getSha256())).isEqualTo(Sha256.of(bytes));
    assertThat(received.toByteArray()).isEqualTo(bytes);
    assertThat(Hash.of(stored.getChunksRoot()))
        .isEqualTo(ChunkTree.of(new ByteArrayInputStream(bytes)).root());
    assertThat(admin.uploadContent(file).getName()).isEmpty();
  }

  @Test
  void anUploadThatIsRefusedSaysWhy(@TempDir Path directory) throws IOException {
    var file = Files.write(directory.resolve("taken.jar"), new byte[] {1});
    assertThatThrownBy(() -> admin.upload(file)).isInstanceOf(RefusedException.class);
  }

  @Test
  void whatNoNodeTakesIsNotEvenRead(@TempDir Path directory) throws IOException {
    var empty = Files.createFile(directory.resolve("empty.jar"));
    var huge = directory.resolve("huge.jar");
    try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(1L << 40); // sparse: takes no room
    }
    assertRefusedUnread(directory, "is a directory, want a service JAR");
    assertRefusedUnread(Path.of("/dev/zero"), "is no file, want a service JAR");
    assertRefusedUnread(empty, "has 0 bytes, want 1 to 1073741824");
    assertRefusedUnread(huge, "has 1099511627776 bytes, want 1 to 1073741824");
    assertThatThrownBy(() -> admin.upload(directory.resolve("none.jar")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(received.size()).isZero();
  }

  private void assertRefusedUnread(Path file, String why) {
    assertThatThrownBy(() -> admin.upload(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": " + why);
  }

  @Test
  void plainTextIsForLoopbackOnly() {
    assertThatThrownBy(() -> NodeAdmin.connect("example.com:7300"))
        .isInstanceOf(IllegalArgumentException.class);
    NodeAdmin.connect("127.0.0.1:7300").close();
  }

  private static final class Admin
      extends SupervisorAdminServiceGrpc.SupervisorAdminServiceImplBase {
    @Override
    public void propose(ProposeRequest request, StreamObserver<ProposeResponse> observer) {
      var answer = ProposeResponse.newBuilder().setTransactionHash(TRANSACTION.toByteString());
      if (request.getProposal().getActualFrom() != 0) {
        answer.setProposalHash(TRANSACTION.toByteString());
      }
      observer.onNext(answer.build());
      observer.onCompleted();
    }

    @Override
    public void confirm(ConfirmRequest request, StreamObserver<ConfirmResponse> observer) {
      observer.onError(
          Status.FAILED_PRECONDITION.withDescription("not a validator").asRuntimeException());
    }
  }

  private final class Artifacts extends ArtifactServiceGrpc.ArtifactServiceImplBase {
    @Override
    public StreamObserver<UploadArtifactRequest> uploadArtifact(
        StreamObserver<UploadArtifactResponse> observer) {
      return new StreamObserver<>() {
        private ArtifactFile header = ArtifactFile.getDefaultInstance();

        @Override
        public void onNext(UploadArtifactRequest request) {
          if (request.hasHeader()) {
            header = request.getHeader();
          } else {
            received.writeBytes(request.getChunk().toByteArray());
          }
        }

        @Override
        public void onError(Throwable thrown) {
          throw new IllegalStateException(thrown);
        }

        @Override
        public void onCompleted() {
          if (header.getName().equals("taken.jar")) {
            observer.onError(Status.ALREADY_EXISTS.asRuntimeException());
            return;
          }
          observer.onNext(
              UploadArtifactResponse.newBuilder()
                  .setFile(
                      header.toBuilder()
                          .setSizeBytes(received.size())
                          .setSha256(
                              ByteString.copyFrom(Sha256.of(received.toByteArray()).toBytes())))
                  .build());
          observer.onCompleted();
        }
      };
    }
  }
}
