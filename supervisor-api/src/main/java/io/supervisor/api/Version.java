package io.supervisor.api;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Semantic version. The text is kept, build metadata included, and {@link #equals} goes by it;
 * {@link #compareTo} ignores build metadata (semver.org 2.0.0, section 10), so the two disagree on
 * versions that differ in nothing else.
 */
public final class Version implements Comparable<Version> {
  private static final String NUMBER = "(0|[1-9]\\d*)";
  private static final String PRE = "(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
  private static final Pattern PATTERN =
      Pattern.compile(
          NUMBER
              + "\\."
              + NUMBER
              + "\\."
              + NUMBER
              + "(?:-("
              + PRE
              + "(?:\\."
              + PRE
              + ")*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?");

  private final String text;
  private final long major;
  private final long minor;
  private final long patch;
  private final String preRelease;

  private Version(String text, Matcher match) {
    this.text = text;
    this.major = Long.parseUnsignedLong(match.group(1));
    this.minor = Long.parseUnsignedLong(match.group(2));
    this.patch = Long.parseUnsignedLong(match.group(3));
    this.preRelease = Objects.requireNonNullElse(match.group(4), "");
  }

  /**
   * Reads a version; white space around it is dropped (wire.md section 1.4).
   *
   * @throws IllegalArgumentException if the text is no semantic version
   */
  public static Version parse(String text) {
    var trimmed = text.strip();
    var match = PATTERN.matcher(trimmed);
    if (!match.matches()) {
      throw new IllegalArgumentException("version: got \"" + text + "\", want major.minor.patch");
    }
    return new Version(trimmed, match);
  }

  public boolean isPreRelease() {
    return !preRelease.isEmpty();
  }

  /** Unsigned, as are the other two numbers. */
  long major() {
    return major;
  }

  long minor() {
    return minor;
  }

  long patch() {
    return patch;
  }

  /** Empty if there is none. */
  String preRelease() {
    return preRelease;
  }

  /** Precedence of semver.org 2.0.0, section 11. */
  @Override
  public int compareTo(Version other) {
    var order = Long.compareUnsigned(major, other.major);
    if (order == 0) {
      order = Long.compareUnsigned(minor, other.minor);
    }
    if (order == 0) {
      order = Long.compareUnsigned(patch, other.patch);
    }
    return order == 0 ? comparePreReleases(preRelease, other.preRelease) : order;
  }

  /** Of two versions with the same numbers, one without a pre-release is the later. */
  static int comparePreReleases(String left, String right) {
    if (left.isEmpty() || right.isEmpty()) {
      return Boolean.compare(left.isEmpty(), right.isEmpty());
    }
    var a = left.split("\\.", -1);
    var b = right.split("\\.", -1);
    for (var i = 0; i < Math.min(a.length, b.length); i++) {
      var order = compareIdentifiers(a[i], b[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length, b.length);
  }

  private static int compareIdentifiers(String a, String b) {
    var aNumeric = isNumeric(a);
    var bNumeric = isNumeric(b);
    if (aNumeric && bNumeric) {
      // No leading zeros, so the longer number is the greater.
      return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
    }
    return aNumeric == bNumeric ? a.compareTo(b) : aNumeric ? -1 : 1;
  }

  /** Digits with a zero in front are no number; requirements may have them, versions do not. */
  private static boolean isNumeric(String identifier) {
    return identifier.equals("0")
        || !identifier.isEmpty()
            && identifier.charAt(0) != '0'
            && identifier.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
