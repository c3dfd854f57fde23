package io.supervisor.sandbox;

import java.util.Locale;

/** What is charged before a call of the library, besides the steps of the call itself. */
enum Cost {
  CONST("", false),
  FLAT("flat", true),
  ARGS("once", false),
  ALL("once", true),
  LOG("often", false),
  SORT("often", true),
  SQUARE("square", false),
  INTS("once", false),
  /** The call goes elsewhere. */
  OWN("", false);

  private final String charge;
  private final boolean receiver;

  Cost(String charge, boolean receiver) {
    this.charge = charge;
    this.receiver = receiver;
  }

  static Cost of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Method of {@code Weight} that values are given to; empty for none. */
  String charge() {
    return charge;
  }

  /** Whether the receiver is charged for, too. */
  boolean countsReceiver() {
    return receiver;
  }

  /** Whether the argument at a position is charged for. */
  boolean counts(int argument) {
    return !charge.isEmpty() && (this != LOG || argument == 0);
  }
}
