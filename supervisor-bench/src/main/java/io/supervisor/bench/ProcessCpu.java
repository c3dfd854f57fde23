package io.supervisor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time of other processes, from Linux's /proc. */
final class ProcessCpu {
  /** Clock ticks a second: fixed at 100 in Linux's interface to programs. */
  private static final double TICKS_PER_SECOND = 100;

  private ProcessCpu() {}

  /** User and system time of living processes, summed, in seconds. */
  static double seconds(List<Long> pids) throws IOException {
    var ticks = 0L;
    for (var pid : pids) {
      var stat = Files.readString(Path.of("/proc", pid.toString(), "stat"));
      // The second field is a name in parentheses that may hold spaces; utime and stime are fields
      // 14 and 15.
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
    return ticks / TICKS_PER_SECOND;
  }
}
