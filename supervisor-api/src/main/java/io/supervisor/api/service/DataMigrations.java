package io.supervisor.api.service;

import io.supervisor.api.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scripts that bring data of earlier versions to that of an artifact, one after the other.
 *
 * <pre>
 * DataMigrations.from(Version.parse("0.1.0"))
 *     .to(Version.parse("0.2.0"), new WalletsByAddress())
 *     .to(Version.parse("0.3.0"), new WalletsInCents())
 * </pre>
 *
 * <p>Data of a version for which no script is left fit as they are. Immutable. Source: lifecycle.md
 * section 6, "linear migrations".
 */
public final class DataMigrations {
  /** A script with the version of the data after it. */
  public record Entry(Version endVersion, MigrationScript script) {}

  private final boolean supported;
  private final Optional<Version> minimum;
  private final boolean prereleases;
  private final List<Entry> entries;

  private DataMigrations(
      boolean supported, Optional<Version> minimum, boolean prereleases, List<Entry> entries) {
    this.supported = supported;
    this.minimum = minimum;
    this.prereleases = prereleases;
    this.entries = List.copyOf(entries);
  }

  /** The artifact takes no data over. */
  public static DataMigrations none() {
    return new DataMigrations(false, Optional.empty(), false, List.of());
  }

  /** Takes data of any earlier version over; without scripts, as they are. */
  public static DataMigrations fromAnyVersion() {
    return new DataMigrations(true, Optional.empty(), false, List.of());
  }

  /** Takes data of a version and of later ones over. */
  public static DataMigrations from(Version minimum) {
    return new DataMigrations(true, Optional.of(minimum), isPrerelease(minimum), List.of());
  }

  /** Takes data of pre-releases over, too. Requires to be called before scripts are added. */
  public DataMigrations withPrereleases() {
    return new DataMigrations(supported, minimum, true, entries);
  }

  /**
   * Adds a script.
   *
   * @param endVersion version of the data after it; later than that of the script before
   * @throws IllegalArgumentException if it is not later, or a pre-release without {@link
   *     #withPrereleases}
   */
  public DataMigrations to(Version endVersion, MigrationScript script) {
    if (!supported) {
      throw new IllegalArgumentException("an artifact that takes no data over has no scripts");
    }
    if (isPrerelease(endVersion) && !prereleases) {
      throw new IllegalArgumentException(
          "version " + endVersion + " is a pre-release: call withPrereleases() first");
    }
    var before =
        entries.isEmpty() ? minimum : Optional.of(entries.get(entries.size() - 1).endVersion());
    if (before.isPresent() && endVersion.compareTo(before.get()) <= 0) {
      throw new IllegalArgumentException(
          "version " + endVersion + ": want one that is later than " + before.get());
    }
    var more = new ArrayList<>(entries);
    more.add(new Entry(endVersion, script));
    return new DataMigrations(supported, minimum, prereleases, more);
  }

  /** All scripts, the earliest first. */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * Scripts for data of a version, the first to run first; none if the data fit as they are.
   *
   * @param start version of the data
   * @param latest version of the artifact
   * @throws UnsupportedVersionException if the artifact does not take these data over
   */
  public List<Entry> select(Version start, Version latest) {
    if (!supported) {
      throw new UnsupportedVersionException("Data migrations are not supported by the artifact");
    }
    if (isPrerelease(start) && !prereleases) {
      throw new UnsupportedVersionException(
          "Start version is not supported: the start version is a prerelease");
    }
    if (start.compareTo(latest) > 0) {
      throw new UnsupportedVersionException(
          "The provided start version is greater than the maximum supported version ("
              + latest
              + ")");
    }
    if (minimum.isPresent() && start.compareTo(minimum.get()) < 0) {
      throw new UnsupportedVersionException(
          "The provided start version is too far in the past; the minimum supported version is "
              + minimum.get());
    }
    var selected = new ArrayList<Entry>();
    for (var entry : entries) {
      if (entry.endVersion().compareTo(start) > 0) {
        selected.add(entry);
      }
    }
    return selected;
  }

  private static boolean isPrerelease(Version version) {
    return version.isPreRelease();
  }

  /** The artifact does not take data of this version over; the message is part of the protocol. */
  public static final class UnsupportedVersionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnsupportedVersionException(String message) {
      super(message);
    }
  }
}
