package io.supervisor.server.http;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Whether two JSON values have the same members, in the same order, of the same types. */
final class JsonShape {
  private JsonShape() {}

  /**
   * Differences, each with its path; none = the same shape. Of arrays the first elements are
   * compared, where both have one.
   */
  static List<String> differences(JsonNode got, JsonNode want) {
    var differences = new ArrayList<String>();
    compare("$", got, want, differences);
    return differences;
  }

  private static void compare(String path, JsonNode got, JsonNode want, List<String> differences) {
    if (got.getNodeType() != want.getNodeType()) {
      differences.add(path + ": got " + got.getNodeType() + ", want " + want.getNodeType());
    } else if (want.isObject()) {
      var names = List.copyOf(want.propertyNames());
      if (!List.copyOf(got.propertyNames()).equals(names)) {
        differences.add(path + ": got members " + got.propertyNames() + ", want " + names);
        return;
      }
      names.forEach(name -> compare(path + "." + name, got.get(name), want.get(name), differences));
    } else if (want.isArray() && !want.isEmpty() && !got.isEmpty()) {
      compare(path + "[0]", got.get(0), want.get(0), differences);
    } else if (want.isString() && isHex(want.stringValue()) != isHex(got.stringValue())) {
      differences.add(path + ": got " + got + ", want digits like " + want);
    }
  }

  private static boolean isHex(String text) {
    return text.length() >= 64 && text.matches("[0-9a-f]+");
  }
}
