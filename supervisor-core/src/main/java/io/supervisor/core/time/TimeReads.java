package io.supervisor.core.time;

import com.google.protobuf.Timestamp;
import io.supervisor.api.PublicKey;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Read.Visibility;
import io.supervisor.api.service.ReadArguments;
import io.supervisor.api.service.ReadContext;
import io.supervisor.api.service.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an oracle answers. Source: rest.md section 7. */
final class TimeReads {
  static final List<Read> ALL =
      List.of(
          Read.ofPublic("v1/current_time", List.of(), TimeReads::currentTime),
          new Read("v1/validators_times", Visibility.PRIVATE, List.of(), TimeReads::current),
          new Read("v1/validators_times/all", Visibility.PRIVATE, List.of(), TimeReads::all));

  private TimeReads() {}

  private static Value currentTime(ReadContext context, ReadArguments arguments) {
    return text(TimeSchema.of(context.data()).time().get());
  }

  private static Value current(ReadContext context, ReadArguments arguments) {
    var times = TimeSchema.of(context.data()).validatorsTimes();
    var values = new ArrayList<Value>();
    for (var keys : context.chain().validators()) {
      values.add(element(keys.serviceKey(), times.get(keys.serviceKey())));
    }
    return Value.array(values);
  }

  private static Value all(ReadContext context, ReadArguments arguments) {
    var values = new ArrayList<Value>();
    for (var entry : TimeSchema.of(context.data()).validatorsTimes().entries()) {
      values.add(element(entry.getKey(), Optional.of(entry.getValue())));
    }
    return Value.array(values);
  }

  private static Value element(PublicKey validator, Optional<Timestamp> time) {
    return Value.struct()
        .with("public_key", Value.hex(validator.toBytes()))
        .with("time", text(time))
        .build();
  }

  private static Value text(Optional<Timestamp> time) {
    return time.map(TimeText::of).map(Value::of).orElse(Value.NULL);
  }
}
