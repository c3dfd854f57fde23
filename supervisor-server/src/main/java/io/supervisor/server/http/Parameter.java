package io.supervisor.server.http;

import io.supervisor.api.service.Read;

/**
 * Argument in the query of a request.
 *
 * @param description for the documentation
 */
record Parameter(String name, Kind kind, boolean required, String description) {
  /** What an argument has to be. */
  enum Kind {
    TEXT("text"),
    U32("a number from 0 to 2^32-1"),
    U64("a number from 0 to 2^64-1"),
    BOOL("true or false"),
    HEX32("64 hexadecimal digits");

    private final String want;

    Kind(String want) {
      this.want = want;
    }

    String want() {
      return want;
    }
  }

  static Parameter required(String name, Kind kind, String description) {
    return new Parameter(name, kind, true, description);
  }

  static Parameter optional(String name, Kind kind, String description) {
    return new Parameter(name, kind, false, description);
  }

  static Parameter of(Read.Parameter parameter) {
    var kind =
        switch (parameter.type()) {
          case TEXT -> Kind.TEXT;
          case U64 -> Kind.U64;
          case BOOL -> Kind.BOOL;
          case HASH, PUBLIC_KEY -> Kind.HEX32;
        };
    return new Parameter(parameter.name(), kind, parameter.required(), "");
  }
}
