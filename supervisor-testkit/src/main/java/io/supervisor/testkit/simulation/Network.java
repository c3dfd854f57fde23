package io.supervisor.testkit.simulation;

/** What the links between nodes do to messages. */
final class Network {
  private final Dice dice;
  private final Scenario scenario;
  private final Totals totals;
  private final boolean[][] cut;
  private boolean healed;

  Network(Dice dice, Scenario scenario, int nodes, Totals totals) {
    this.dice = dice;
    this.scenario = scenario;
    this.totals = totals;
    this.cut = new boolean[nodes][nodes];
  }

  boolean isCut(int from, int to) {
    return cut[from][to];
  }

  /** Splits the nodes in two, or cuts single directions. */
  void partition() {
    totals.partitions++;
    restore();
    boolean oneWay = dice.chance(0.3);
    boolean[] side = new boolean[cut.length];
    for (int i = 0; i < side.length; i++) {
      side[i] = dice.chance(0.5);
    }
    for (int from = 0; from < cut.length; from++) {
      for (int to = 0; to < cut.length; to++) {
        cut[from][to] = oneWay ? dice.chance(0.25) : side[from] != side[to];
      }
    }
  }

  void restore() {
    for (var row : cut) {
      java.util.Arrays.fill(row, false);
    }
  }

  /** From now on every message arrives, soon. */
  void heal() {
    restore();
    healed = true;
  }

  /** How many copies of a message arrive. */
  int copies(int from, int to) {
    if (cut[from][to] || (!healed && dice.chance(scenario.dropPercent() / 100.0))) {
      totals.dropped++;
      return 0;
    }
    if (!healed && dice.chance(scenario.duplicatePercent() / 100.0)) {
      totals.duplicated++;
      return 2;
    }
    return 1;
  }

  long delayMs() {
    if (!healed && dice.chance(0.02)) {
      return dice.between(scenario.delayMs(), 1_000);
    }
    return dice.between(scenario.delayMs(), 3 * scenario.delayMs());
  }
}
