package io.supervisor.client;

import io.supervisor.api.service.Value;
import java.math.BigInteger;

/** Answers of services, from their messages. */
final class Values {
  private Values() {}

  static Value fromMessage(io.supervisor.rpc.v1.Value message) {
    return switch (message.getKindCase()) {
      case BOOL_VALUE -> Value.of(message.getBoolValue());
      case INT_VALUE -> Value.of(message.getIntValue());
      case BIG_INT_VALUE -> new Value.Int(new BigInteger(message.getBigIntValue()));
      case TEXT_VALUE -> Value.of(message.getTextValue());
      case BYTES_VALUE -> Value.hex(message.getBytesValue().toByteArray());
      case ARRAY_VALUE ->
          Value.array(
              message.getArrayValue().getItemsList().stream().map(Values::fromMessage).toList());
      case STRUCT_VALUE -> {
        var struct = Value.struct();
        for (var member : message.getStructValue().getMembersList()) {
          struct.with(member.getName(), fromMessage(member.getValue()));
        }
        yield struct.build();
      }
      case KIND_NOT_SET -> Value.NULL;
    };
  }
}
