package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.http.HttpFixture.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Schemathesis makes requests from the OpenAPI document, good and bad ones, and checks the answers
 * against it. It is installed below {@code target}.
 */
class DocumentContractIT {
  private static final Path FOLDER = Path.of("target", "schemathesis").toAbsolutePath();
  private static final String SEED = "20261127";

  /** Would pause the node under test; or is broken on purpose. */
  private static final String LEFT_OUT = "consensus_status|v1/broken";

  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http = new HttpFixture(folder);
    http.submit(http.note("hello")).isJson();
    http.node.commit(3);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void theDocumentIsKept(Port port) throws Exception {
    var output =
        run(
            List.of(
                installed().toString(),
                "run",
                http.uri(port, "/api/openapi.json").toString(),
                "--exclude-path-regex=" + LEFT_OUT,
                "--checks=not_a_server_error,status_code_conformance,"
                    + "content_type_conformance,response_schema_conformance",
                "--phases=examples,coverage,fuzzing",
                "--max-examples=40",
                "--seed=" + SEED,
                "--generation-database=none",
                "--no-color"));
    assertThat(output).containsPattern("(\\d+) generated, \\1 passed");
    System.out.println(port + " port: " + output.substring(output.lastIndexOf("SUMMARY")));
  }

  private static synchronized Path installed() throws Exception {
    var program = FOLDER.resolve("bin/schemathesis");
    if (!Files.exists(program)) {
      run(List.of("python3", "-m", "venv", FOLDER.toString()));
      run(
          List.of(
              FOLDER.resolve("bin/python").toString(),
              "-m",
              "pip",
              "--disable-pip-version-check",
              "install",
              "-q",
              "-r",
              Path.of("src/test/python/requirements.txt").toAbsolutePath().toString()));
    }
    return program;
  }

  /** Runs a program to its end; its output. */
  private static String run(List<String> command) throws Exception {
    var log = Files.createTempFile("schemathesis", ".log");
    try {
      var process =
          new ProcessBuilder(command)
              .directory(Path.of("target").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      var ended = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly().waitFor();
      var output = Files.readString(log);
      assertThat(ended && process.exitValue() == 0).as("%s%n%s", command, output).isTrue();
      return output;
    } finally {
      Files.delete(log);
    }
  }
}
