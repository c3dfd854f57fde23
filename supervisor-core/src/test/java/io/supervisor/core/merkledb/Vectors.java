package io.supervisor.core.merkledb;

import java.io.IOException;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recorded test data: {@code vectors/NAME.json.gz} among the resources. */
final class Vectors {
  private Vectors() {}

  static JsonNode load(String name) throws IOException {
    try (var in = Vectors.class.getResourceAsStream("/vectors/" + name + ".json.gz")) {
      if (in == null) {
        throw new IOException("no vectors " + name);
      }
      return JsonMapper.shared().readTree(new GZIPInputStream(in));
    }
  }
}
