package io.supervisor.testkit.simulation;

/** How much went wrong, on purpose. */
public final class Totals {
  long seeds;
  long blocks;
  long transactions;
  long events;
  long crashes;
  long lostWrites;
  long tornWrites;
  long lostStates;
  long blocksExecutedAgain;
  long partitions;
  long lies;
  long dropped;
  long duplicated;
  long catchUps;
  long roundsAboveOne;
  long simulatedMs;

  /** Simulations that ran to their end. */
  public long seeds() {
    return seeds;
  }

  public void add(Totals other) {
    seeds += other.seeds;
    blocks += other.blocks;
    transactions += other.transactions;
    events += other.events;
    crashes += other.crashes;
    lostWrites += other.lostWrites;
    tornWrites += other.tornWrites;
    lostStates += other.lostStates;
    blocksExecutedAgain += other.blocksExecutedAgain;
    partitions += other.partitions;
    lies += other.lies;
    dropped += other.dropped;
    duplicated += other.duplicated;
    catchUps += other.catchUps;
    roundsAboveOne += other.roundsAboveOne;
    simulatedMs += other.simulatedMs;
  }

  @Override
  public String toString() {
    return """
    seeds %,d, blocks %,d, transactions %,d, events %,d, simulated hours %.1f
    crashes %,d, lost writes %,d, torn writes %,d, lost states %,d, blocks executed again %,d, \
    partitions %,d, lies %,d, \
    messages dropped %,d, duplicated %,d, catch-ups %,d, rounds above one %,d\
    """
        .formatted(
            seeds,
            blocks,
            transactions,
            events,
            simulatedMs / 3_600_000.0,
            crashes,
            lostWrites,
            tornWrites,
            lostStates,
            blocksExecutedAgain,
            partitions,
            lies,
            dropped,
            duplicated,
            catchUps,
            roundsAboveOne);
  }
}
