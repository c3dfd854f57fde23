package io.supervisor.core.runtime;

import io.supervisor.api.CallException;
import io.supervisor.api.CommonError;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.CommitContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A {@link Service} with its methods in a table, so that a call costs two look-ups. */
final class ServiceObject implements ServiceCode {
  private final Service service;
  private final Map<String, Map<Integer, Method<?>>> interfaces = new HashMap<>();
  private final List<Read> reads;

  ServiceObject(Service service) {
    this.service = service;
    this.reads = List.copyOf(service.reads());
    for (var method : service.methods()) {
      var methods = interfaces.computeIfAbsent(method.interfaceName(), _ -> new HashMap<>());
      if (methods.put(method.id(), method) != null) {
        throw new IllegalStateException(
            "method "
                + Integer.toUnsignedString(method.id())
                + " of interface \""
                + method.interfaceName()
                + "\" is declared twice");
      }
    }
  }

  @Override
  public void initialize(CallContext context, byte[] params) {
    service.initialize(context, params);
  }

  @Override
  public void resume(CallContext context, byte[] params) {
    service.resume(context, params);
  }

  @Override
  public void call(CallContext context, String interfaceName, int method, byte[] arguments) {
    var methods = interfaces.get(interfaceName);
    if (methods == null) {
      throw CallException.common(
          CommonError.NO_SUCH_INTERFACE, "The interface is absent in the service.");
    }
    var found = methods.get(method);
    if (found == null) {
      throw CallException.common(
          CommonError.NO_SUCH_METHOD, "The method is absent in the service.");
    }
    call(found, context, arguments);
  }

  private static <A> void call(Method<A> method, CallContext context, byte[] arguments) {
    A read;
    try {
      read = method.reader().read(arguments);
    } catch (IllegalArgumentException e) {
      throw CallException.common(
          CommonError.MALFORMED_ARGUMENTS,
          "Malformed arguments for calling a service interface method: " + e.getMessage());
    }
    method.handler().call(context, read);
  }

  @Override
  public void beforeTransactions(CallContext context) {
    service.beforeTransactions(context);
  }

  @Override
  public void afterTransactions(CallContext context) {
    service.afterTransactions(context);
  }

  @Override
  public void afterCommit(CommitContext context) {
    service.afterCommit(context);
  }

  @Override
  public List<Read> reads() {
    return reads;
  }
}
