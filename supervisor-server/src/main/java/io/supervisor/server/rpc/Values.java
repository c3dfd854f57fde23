package io.supervisor.server.rpc;

import com.google.protobuf.ByteString;
import io.supervisor.api.service.Value;
import io.supervisor.rpc.v1.Array;
import io.supervisor.rpc.v1.Member;
import io.supervisor.rpc.v1.Struct;

/** Answers of services as messages. */
final class Values {
  private Values() {}

  static io.supervisor.rpc.v1.Value toMessage(Value value) {
    var message = io.supervisor.rpc.v1.Value.newBuilder();
    switch (value) {
      case Value.Null _ -> {}
      case Value.Bool(var bool) -> message.setBoolValue(bool);
      case Value.Int(var number) -> {
        if (number.bitLength() < Long.SIZE) {
          message.setIntValue(number.longValueExact());
        } else {
          message.setBigIntValue(number.toString());
        }
      }
      case Value.Text(var text) -> message.setTextValue(text);
      case Value.Hex(var bytes) -> message.setBytesValue(ByteString.copyFrom(bytes));
      case Value.Array(var items) ->
          message.setArrayValue(
              Array.newBuilder().addAllItems(items.stream().map(Values::toMessage).toList()));
      case Value.Struct(var members) -> {
        var struct = Struct.newBuilder();
        members.forEach((name, member) ->
            struct.addMembers(Member.newBuilder().setName(name).setValue(toMessage(member))));
        message.setStructValue(struct);
      }
    }
    return message.build();
  }
}
