package io.supervisor.api.storage;

/** The type of one value, which has no bytes: for maps that are sets. */
public enum Unit {
  UNIT
}
