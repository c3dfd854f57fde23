package io.supervisor.api.crypto;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.InstanceId;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.MalformedMessageException.Reason;
import io.supervisor.wire.CoreMessage;
import io.supervisor.wire.runtime.AnyTx;
import io.supervisor.wire.runtime.CallInfo;

/** The signed part of messages. */
final class TransactionPayload {
  private TransactionPayload() {}

  static byte[] encode(InstanceId instance, int method, byte[] arguments) {
    var call = CallInfo.newBuilder().setInstanceId(instance.value()).setMethodId(method);
    var transaction =
        AnyTx.newBuilder().setCallInfo(call).setArguments(ByteString.copyFrom(arguments));
    return CoreMessage.newBuilder().setAnyTx(transaction).build().toByteArray();
  }

  /**
   * Reads a payload; hash fields are checked by whoever uses them.
   *
   * @throws MalformedMessageException if it is no CoreMessage
   */
  static CoreMessage parseCore(byte[] payload) {
    CoreMessage message;
    try {
      message = CoreMessage.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessageException(Reason.NOT_PROTOBUF, String.valueOf(e.getMessage()));
    }
    MessagePlan.of(message).checkWireTypes(message);
    return message;
  }
}
