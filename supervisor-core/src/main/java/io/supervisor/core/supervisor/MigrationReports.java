package io.supervisor.core.supervisor;

import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.runtime.MigrationStatus;
import io.supervisor.wire.supervisor.MigrationReport;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What each validator reported of a migration last, by service key. */
public record MigrationReports(SortedMap<PublicKey, MigrationStatus> statuses) {
  static final MigrationReports NONE = new MigrationReports(new TreeMap<>());

  static final MessageCodec<MigrationReports> CODEC =
      new MessageCodec<>(
          io.supervisor.wire.supervisor.MigrationReports.parser(),
          MigrationReports::read,
          MigrationReports::toWire);

  public MigrationReports {
    statuses = Collections.unmodifiableSortedMap(new TreeMap<>(statuses));
  }

  MigrationReports with(PublicKey validator, MigrationStatus status) {
    var more = new TreeMap<>(statuses);
    more.put(validator, status);
    return new MigrationReports(more);
  }

  private static MigrationReports read(io.supervisor.wire.supervisor.MigrationReports wire) {
    var statuses = new TreeMap<PublicKey, MigrationStatus>();
    for (var report : wire.getReportsList()) {
      statuses.put(Canonical.fromWire(report.getValidator()), report.getStatus());
    }
    return new MigrationReports(statuses);
  }

  private io.supervisor.wire.supervisor.MigrationReports toWire() {
    var wire = io.supervisor.wire.supervisor.MigrationReports.newBuilder();
    statuses.forEach((validator, status) ->
        wire.addReports(
            MigrationReport.newBuilder()
                .setValidator(Canonical.toWire(validator))
                .setStatus(status)));
    return wire.build();
  }
}
