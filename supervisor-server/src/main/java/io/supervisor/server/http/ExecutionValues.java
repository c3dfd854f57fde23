package io.supervisor.server.http;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.CallSite;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.Value;
import java.util.Locale;
import java.util.Optional;

/** Outcomes of calls in JSON. Source: rest.md section 2.3, wire.md section 3.3. */
final class ExecutionValues {
  private ExecutionValues() {}

  /** Outcome of a call; no error = it succeeded. */
  static Value status(Optional<ExecutionError> error) {
    return error
        .<Value>map(ExecutionValues::of)
        .orElseGet(() -> Value.struct().with("type", Value.of("success")).build());
  }

  /** What is absent or empty is left out. */
  static Value.Struct of(ExecutionError error) {
    var value = Value.struct().with("type", Value.of(error.kind().word() + "_error"));
    if (!error.description().isEmpty()) {
      value.with("description", Value.of(error.description()));
    }
    if (error.kind() != ErrorKind.UNEXPECTED) {
      value.with("code", Value.of(error.code()));
    }
    error.runtimeId().ifPresent(id -> value.with("runtime_id", unsigned(id)));
    error.callSite().ifPresent(site -> value.with("call_site", of(site)));
    return value.build();
  }

  private static Value of(CallSite site) {
    var value =
        Value.struct()
            .with("instance_id", unsigned(site.instance().value()))
            .with("call_type", Value.of(site.type().name().toLowerCase(Locale.ROOT)));
    if (site.type() == CallSite.Type.METHOD) {
      if (!site.interfaceName().isEmpty()) {
        value.with("interface", Value.of(site.interfaceName()));
      }
      value.with("method_id", unsigned(site.method()));
    }
    return value.build();
  }

  /** Key of the map of failed calls, from its bytes. */
  static Value call(byte[] key) {
    var call = Canonical.fromWire(Canonical.parse(io.supervisor.wire.CallInBlock.parser(), key));
    return switch (call) {
      case CallInBlock.Transaction(var index) -> call("transaction", "index", index);
      case CallInBlock.BeforeTransactions(var instance) ->
          call("before_transactions", "id", instance.value());
      case CallInBlock.AfterTransactions(var instance) ->
          call("after_transactions", "id", instance.value());
    };
  }

  private static Value call(String type, String member, int number) {
    return Value.struct().with("type", Value.of(type)).with(member, unsigned(number)).build();
  }

  /** Value of the map of failed calls, from its bytes. */
  static Value error(byte[] value) {
    return of(
        Canonical.fromWire(
            Canonical.parse(io.supervisor.wire.runtime.ExecutionError.parser(), value)));
  }

  /** An error as its text stands in details. */
  static String text(ExecutionError error) {
    return String.format(
        Locale.ROOT,
        "Execution error with code `%s` occurred: %s",
        error.codeText(),
        error.description());
  }

  static Value unsigned(int number) {
    return Value.of(Integer.toUnsignedLong(number));
  }
}
