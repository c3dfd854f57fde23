package io.supervisor.sandbox;

/**
 * Something that a service must not do.
 *
 * @param method with the types of its parameters; empty if it concerns the class
 * @param line in the source; 0 if the class file does not say
 */
public record Violation(String className, String method, int line, String what) {
  /** {@code org.example.Bank.pay(int) line 12: calls java.lang.System.exit(int), ...}. */
  @Override
  public String toString() {
    return className
        + (method.isEmpty() ? "" : "." + method)
        + (line == 0 ? "" : " line " + line)
        + ": "
        + what;
  }
}
