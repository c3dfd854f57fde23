package io.supervisor.server.chainimport;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which hash each index had at which height, as one node of the original had it: a JSON array of
 * {@code {"height": 25, "changed": {"wallet.wallets": "hex"}}}, compressed with gzip or not.
 */
public record IndexHashes(Path file) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Hashes of all indexes after a block. */
  SortedMap<String, Hash> at(Height height) throws IOException {
    var hashes = new TreeMap<Long, Map<String, Hash>>();
    try (var in = ChainFile.read(file)) {
      for (var entry : MAPPER.readTree(in)) {
        var changed = new TreeMap<String, Hash>();
        entry
            .path("changed")
            .propertyNames()
            .forEach(name -> changed.put(name, Json.hash(entry.path("changed"), name)));
        hashes.put(Json.number(entry, "height"), changed);
      }
    } catch (JacksonException e) {
      throw new SourceException(file + ": " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new SourceException(file + ": " + e.getMessage(), e);
    }
    var all = new TreeMap<String, Hash>();
    hashes.headMap(height.value(), true).values().forEach(all::putAll);
    return all;
  }
}
