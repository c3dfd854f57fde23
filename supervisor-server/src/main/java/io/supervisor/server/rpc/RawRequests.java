package io.supervisor.server.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Brings requests to the {@link Guard} as bytes, so that they are parsed behind it. Where gRPC
 * parses them itself, one that is no message is told to the client as UNKNOWN, and to the log with
 * a stack trace.
 */
final class RawRequests {
  private RawRequests() {}

  static ServerServiceDefinition of(BindableService service) {
    return ServerInterceptors.useMarshalledMessages(service.bindService(), AsTheyAre.BYTES);
  }

  /** Whether that is how gRPC's marshallers say that bytes are no message. */
  static boolean isUnreadable(Throwable thrown) {
    return thrown instanceof StatusRuntimeException status
        && status.getCause() instanceof InvalidProtocolBufferException;
  }

  /** A request is read before its stream is closed; answers keep their own quick way out. */
  private enum AsTheyAre implements MethodDescriptor.Marshaller<InputStream> {
    BYTES;

    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  }
}
