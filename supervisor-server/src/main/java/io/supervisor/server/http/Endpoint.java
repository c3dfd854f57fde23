package io.supervisor.server.http;

import java.util.List;

/**
 * Declaration of one endpoint, from which requests are checked and the documentation is made.
 *
 * @param path whole and fixed
 * @param summary one line for people
 * @param content what a request may contain; nothing = its body is not looked at
 */
record Endpoint(
    Verb verb,
    String path,
    String summary,
    List<Parameter> parameters,
    List<Content> content,
    String answerSchema,
    Handler handler) {
  enum Verb {
    GET,
    POST
  }

  /**
   * A type of content that an endpoint takes.
   *
   * @param schema name of its schema in the documentation
   */
  record Content(String type, String schema) {}

  /** Answers a request, on a thread that may block. */
  @FunctionalInterface
  interface Handler {
    /**
     * @throws ProblemException to refuse it
     */
    Answer answer(ApiRequest request);
  }

  static Endpoint get(
      String path, String summary, List<Parameter> parameters, String schema, Handler handler) {
    return new Endpoint(Verb.GET, path, summary, parameters, List.of(), schema, handler);
  }

  static Endpoint post(
      String path, String summary, List<Content> content, String schema, Handler handler) {
    return new Endpoint(Verb.POST, path, summary, List.of(), content, schema, handler);
  }
}
