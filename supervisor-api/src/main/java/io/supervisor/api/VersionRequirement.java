package io.supervisor.api;

import java.util.Arrays;
import java.util.List;

/**
 * Set of versions, written as Rust's package manager writes it, and with the meaning of the library
 * that release 1.0.0 of the original used (semver 0.9):
 *
 * <pre>
 * 1.2.3, ^1.2.3    from 1.2.3 up to the next change of the leftmost number that is not zero
 * ^1.2, ^1, 1      numbers left out may be anything, as far as that allows
 * ~1.2.3, ~1.2     from there on, with the same major and minor number; ~1: the same major number
 * =1.2.3, =1.2     this one; numbers left out may be anything
 * &gt;1.2, &gt;=, &lt;, &lt;=  likewise: 1.2.5 is not greater than 1.2
 * 1.*, 1.2.*, 1.x  any number in this place, whatever operator stands before
 * *, x, (nothing)  any version, pre-releases too
 * &gt;=1.1, &lt;1.5     all of them
 * </pre>
 *
 * <p>A pre-release satisfies a requirement only if one of its parts names a pre-release of the same
 * three numbers. Build metadata counts for nothing. Source: lifecycle.md sections 10 and 11.
 */
public final class VersionRequirement {
  private static final List<String> ANYTHING = List.of("", "*", "x", "X");

  private final String text;
  private final List<VersionRange> ranges;

  private VersionRequirement(String text, List<VersionRange> ranges) {
    this.text = text;
    this.ranges = ranges;
  }

  /**
   * Reads a requirement.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static VersionRequirement parse(String text) {
    if (ANYTHING.contains(text)) {
      return new VersionRequirement(text, List.of());
    }
    var ranges = Arrays.stream(text.split(",", -1)).map(VersionRange::parse).toList();
    return new VersionRequirement(text, ranges);
  }

  public boolean matches(Version version) {
    return ranges.stream().allMatch(range -> range.matches(version))
        && (!version.isPreRelease()
            || ranges.isEmpty()
            || ranges.stream().anyMatch(range -> range.namesPreReleaseOf(version)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionRequirement that && text.equals(that.text);
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
