package io.supervisor.testkit.simulation;

import io.supervisor.api.Height;
import io.supervisor.core.replica.RebuildListener;
import java.util.ArrayList;
import java.util.List;

/** What a node has said about states that it made again. */
final class Rebuilds implements RebuildListener {
  final List<Height> executed = new ArrayList<>();
  int started;
  int finished;

  @Override
  public void rebuildStarted(Height from, Height to) {
    started++;
  }

  @Override
  public void blockExecuted(Height height) {
    executed.add(height);
  }

  @Override
  public void rebuildFinished() {
    finished++;
  }
}
