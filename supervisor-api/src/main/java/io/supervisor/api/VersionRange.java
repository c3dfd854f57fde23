package io.supervisor.api;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One part of a {@link VersionRequirement}: an operator and a version, of which numbers may be left
 * out from the right.
 *
 * @param preRelease empty if there is none
 */
record VersionRange(
    Operator operator, long major, OptionalLong minor, OptionalLong patch, String preRelease) {
  private static final String NUMBER = "0|[1-9]\\d*";
  private static final Pattern PATTERN =
      Pattern.compile(
          "(>=|<=|[=<>~^])?[\\t\\r\\n ]*("
              + NUMBER
              + ")(?:\\.("
              + NUMBER
              + "|[*xX]))?(?:\\.("
              + NUMBER
              + "|[*xX]))?(?:-([0-9a-zA-Z.-]+))?(?:\\+[0-9a-zA-Z.-]+)?");

  /** How a version has to stand to the one that is named. */
  enum Operator {
    EXACT,
    GREATER,
    GREATER_OR_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    TILDE,
    CARET,
    WILDCARD;

    private static Operator of(String sign) {
      return switch (sign) {
        case "=" -> EXACT;
        case ">" -> GREATER;
        case ">=" -> GREATER_OR_EQUAL;
        case "<" -> LESS;
        case "<=" -> LESS_OR_EQUAL;
        case "~" -> TILDE;
        default -> CARET;
      };
    }
  }

  /**
   * Reads a range.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static VersionRange parse(String text) {
    var match = PATTERN.matcher(text.strip());
    if (!match.matches()) {
      throw new IllegalArgumentException(
          "version requirement: got \"" + text + "\", want something like ^1.2.3");
    }
    var minor = number(match, 3);
    var patch = number(match, 4);
    var wild =
        match.group(3) != null && minor.isEmpty() || match.group(4) != null && patch.isEmpty();
    return new VersionRange(
        wild ? Operator.WILDCARD : Operator.of(Objects.requireNonNullElse(match.group(1), "")),
        Long.parseUnsignedLong(match.group(2)),
        minor,
        patch,
        Objects.requireNonNullElse(match.group(5), ""));
  }

  /** Empty if it is left out, or anything will do. */
  private static OptionalLong number(Matcher match, int group) {
    var text = match.group(group);
    return text == null || text.length() == 1 && "*xX".contains(text)
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseUnsignedLong(text));
  }

  /** The rule that pre-releases have to be asked for stands apart: {@link #namesPreReleaseOf}. */
  boolean matches(Version version) {
    return switch (operator) {
      case EXACT -> order(version) == 0;
      case GREATER -> order(version) > 0;
      case GREATER_OR_EQUAL -> order(version) >= 0;
      case LESS -> order(version) < 0;
      case LESS_OR_EQUAL -> order(version) <= 0;
      case TILDE -> hasSameMinor(version) && reachesPatch(version);
      case CARET -> isCompatible(version);
      case WILDCARD -> hasSameMinor(version);
    };
  }

  boolean namesPreReleaseOf(Version version) {
    return !preRelease.isEmpty()
        && version.major() == major
        && minor.equals(OptionalLong.of(version.minor()))
        && patch.equals(OptionalLong.of(version.patch()));
  }

  /** Where a version stands as far as this one goes: below zero if it is less. */
  private int order(Version version) {
    var order = Long.compareUnsigned(version.major(), major);
    if (order == 0 && minor.isPresent()) {
      order = Long.compareUnsigned(version.minor(), minor.getAsLong());
      if (order == 0 && patch.isPresent()) {
        order = Long.compareUnsigned(version.patch(), patch.getAsLong());
        return order == 0 ? Version.comparePreReleases(version.preRelease(), preRelease) : order;
      }
    }
    return order;
  }

  private boolean hasSameMinor(Version version) {
    return version.major() == major && (minor.isEmpty() || version.minor() == minor.getAsLong());
  }

  /** Same major and minor number given. */
  private boolean reachesPatch(Version version) {
    if (patch.isEmpty()) {
      return true;
    }
    var order = Long.compareUnsigned(version.patch(), patch.getAsLong());
    return order > 0 || order == 0 && reachesPreRelease(version);
  }

  /** Same three numbers given. Without a pre-release here, any pre-release will do. */
  private boolean reachesPreRelease(Version version) {
    return preRelease.isEmpty()
        || Version.comparePreReleases(version.preRelease(), preRelease) >= 0;
  }

  private boolean isCompatible(Version version) {
    if (version.major() != major || minor.isEmpty()) {
      return version.major() == major;
    }
    var order = Long.compareUnsigned(version.minor(), minor.getAsLong());
    if (order != 0) {
      return major != 0 && order > 0;
    }
    var onlyThisPatch = major == 0 && minor.getAsLong() == 0 && patch.isPresent();
    return reachesPatch(version) && (!onlyThisPatch || version.patch() == patch.getAsLong());
  }
}
