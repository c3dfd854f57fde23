package io.supervisor.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What a WebSocket wants to hear of.
 *
 * @param filters a transaction that one of them lets through is told of
 */
record Subscriptions(boolean blocks, List<Filter> filters) {
  static final Subscriptions NONE = new Subscriptions(false, List.of());
  static final Subscriptions BLOCKS = new Subscriptions(true, List.of());

  /** Subscriptions of one WebSocket. */
  private static final int ITEMS_MAX = 64;

  /**
   * Which transactions; ids are unsigned.
   *
   * @param method only with an instance
   */
  record Filter(OptionalInt instance, OptionalInt method) {
    static final Filter ALL = new Filter(OptionalInt.empty(), OptionalInt.empty());

    boolean accepts(int toInstance, int toMethod) {
      return (instance.isEmpty() || instance.getAsInt() == toInstance)
          && (method.isEmpty() || method.getAsInt() == toMethod);
    }
  }

  boolean wants(int instance, int method) {
    return filters.stream().anyMatch(filter -> filter.accepts(instance, method));
  }

  /** Those that a query asks for; none if it is wrong in any way. */
  static Subscriptions transactions(Query query) {
    try {
      var ids =
          Arguments.check(
              List.of(
                  Parameter.optional("instance_id", Parameter.Kind.U32, ""),
                  Parameter.optional("method_id", Parameter.Kind.U32, "")),
              query);
      var filter = new Filter(id(ids, "instance_id"), id(ids, "method_id"));
      return filter.instance().isEmpty() && filter.method().isPresent()
          ? NONE
          : new Subscriptions(false, List.of(filter));
    } catch (ProblemException e) {
      return NONE;
    }
  }

  private static OptionalInt id(Arguments arguments, String name) {
    return arguments.findNumber(name).stream().mapToInt(number -> (int) number).findFirst();
  }

  /** Reads the payload of {@code set_subscriptions}; faults are left to the fields. */
  static Subscriptions read(JsonFields message) {
    var blocks = false;
    var filters = new ArrayList<Filter>();
    var items = message.objects("payload");
    if (items.size() > ITEMS_MAX) {
      message.fault("payload: got " + items.size() + " subscriptions, want at most " + ITEMS_MAX);
      return NONE;
    }
    for (var item : items) {
      var type = item.text("type");
      switch (type) {
        case "none" -> {}
        case "blocks" -> blocks = true;
        case "transactions" -> filters.add(filter(item));
        default ->
            item.fault(
                String.format(
                    Locale.ROOT,
                    "unknown variant `%s`, expected one of `none`, `transactions`, `blocks`",
                    Arguments.shown(type)));
      }
    }
    return new Subscriptions(blocks, List.copyOf(filters));
  }

  private static Filter filter(JsonFields item) {
    if (!item.hasValue("filter")) {
      return Filter.ALL;
    }
    var filter = item.object("filter");
    return new Filter(
        OptionalInt.of(filter.u32("instance_id")),
        filter.hasValue("method_id")
            ? OptionalInt.of(filter.u32("method_id"))
            : OptionalInt.empty());
  }
}
