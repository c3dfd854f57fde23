package io.supervisor.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The test vectors of the protocol, {@code vectors/*.json.gz} in the test resources. Shared with
 * the tests of other modules through this module's test JAR.
 */
public final class Vectors {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Vectors() {}

  /**
   * Content of a file.
   *
   * @param name without {@code .json.gz}
   */
  public static JsonNode file(String name) {
    try (var in = new GZIPInputStream(resource(name + ".json.gz"))) {
      return MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of a file, whose number is printed so that none can get lost unnoticed. */
  public static List<JsonNode> cases(String name, String field) {
    var cases = file(name).get(field).valueStream().toList();
    System.out.println(name + ".json: " + cases.size() + " " + field);
    return cases;
  }

  /** Text of a file that is not compressed, such as {@code chain_network/1/pub.toml}. */
  public static String text(String name) {
    try (var in = resource(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of a member that holds hexadecimal digits. */
  public static byte[] hex(JsonNode node, String member) {
    return HexFormat.of().parseHex(node.get(member).stringValue());
  }

  public static Hash hash(JsonNode node, String member) {
    return Hash.wrap(hex(node, member));
  }

  /** Elements of a member that is an array. */
  public static Stream<JsonNode> stream(JsonNode node, String member) {
    return node.get(member).valueStream();
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        Vectors.class.getResourceAsStream("/vectors/" + name), "no vectors " + name);
  }
}
