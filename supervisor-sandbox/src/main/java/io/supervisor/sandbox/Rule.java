package io.supervisor.sandbox;

/**
 * What is allowed of a method.
 *
 * @param library simple name of the class that takes the call; empty unless the cost is {@link
 *     Cost#OWN}
 */
record Rule(Cost cost, String library) {
  static final Rule NEVER = new Rule(Cost.CONST, "never");

  boolean isNever() {
    return this == NEVER;
  }
}
