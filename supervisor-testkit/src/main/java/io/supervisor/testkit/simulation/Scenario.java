package io.supervisor.testkit.simulation;

import java.util.List;

/**
 * What a seed draws for its cluster.
 *
 * @param rosterEvery after so many blocks an auditor and a validator change places; 0 = never
 * @param dropPercent messages lost, until the network heals
 * @param delayMs least delay of a message; most arrive within three times as much
 * @param crashEveryMs mean time between two crashes; 0 = none
 * @param partitionEveryMs mean time between two changes of the network's shape; 0 = none
 * @param syncMs how long the slow disks take to sync
 * @param chaosMs when crashes and partitions end
 * @param heightMin height that every honest node has to reach
 */
public record Scenario(
    int validators,
    int auditors,
    int rosterEvery,
    Lie lie,
    int dropPercent,
    int duplicatePercent,
    int delayMs,
    int crashEveryMs,
    int partitionEveryMs,
    int syncMs,
    int clientEveryMs,
    int firstRoundMs,
    int minProposeMs,
    int maxProposeMs,
    int chaosMs,
    int heightMin) {
  /** How the one faulty validator behaves. */
  public enum Lie {
    NONE,
    /** Signs changed copies of what it says, and sends them to some. */
    CONTRADICTS,
    /** Says to some nothing of what it says to others. */
    WITHHOLDS,
    /** Two nodes with the same key. */
    TWINS,
    /** Signs in the name of others, with its own key. */
    FORGES,
    /** Sends wrong blocks to those that catch up, and claims heights that are not there. */
    MISLEADS
  }

  static Scenario draw(Dice dice) {
    int validators = dice.oneOf(List.of(4, 4, 4, 4, 4, 4, 4, 4, 1, 3, 5, 7));
    var lie =
        validators >= 4
            ? dice.oneOf(
                List.of(
                    Lie.NONE,
                    Lie.NONE,
                    Lie.CONTRADICTS,
                    Lie.CONTRADICTS,
                    Lie.CONTRADICTS,
                    Lie.WITHHOLDS,
                    Lie.TWINS,
                    Lie.TWINS,
                    Lie.FORGES,
                    Lie.MISLEADS,
                    Lie.MISLEADS))
            : Lie.NONE;
    int auditors = dice.chance(0.3) ? 1 : 0;
    int maxPropose = dice.between(50, 300);
    return new Scenario(
        validators,
        auditors,
        auditors > 0 && dice.chance(0.7) ? dice.between(1, 6) : 0,
        lie,
        dice.chance(0.5) ? dice.between(0, 15) : 0,
        dice.chance(0.5) ? dice.between(0, 15) : 0,
        dice.between(1, 25),
        dice.chance(0.8) ? dice.between(150, 1_500) : 0,
        dice.chance(0.6) ? dice.between(300, 2_500) : 0,
        dice.chance(0.3) ? dice.between(1, 40) : 0,
        dice.between(20, 200),
        maxPropose + dice.between(100, 1_500),
        dice.between(0, 10),
        maxPropose,
        dice.between(1_500, 6_000),
        20);
  }
}
