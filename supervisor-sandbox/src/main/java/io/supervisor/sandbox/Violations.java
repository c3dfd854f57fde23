package io.supervisor.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Collects violations, and where the code is that is being looked at. */
final class Violations {
  /** As many are told; who has more has enough to do. */
  static final int MAX = 100;

  private final LinkedHashSet<Violation> found = new LinkedHashSet<>();
  private String className = "";
  private String method = "";
  private int line;

  void inClass(String className) {
    this.className = className;
    inMethod("");
  }

  void inMethod(String method) {
    this.method = method;
    this.line = 0;
  }

  void atLine(int line) {
    this.line = line;
  }

  int line() {
    return line;
  }

  void add(String what) {
    if (found.size() < MAX) {
      found.add(new Violation(className, method, line, what));
    }
  }

  List<Violation> all() {
    return new ArrayList<>(found);
  }
}
