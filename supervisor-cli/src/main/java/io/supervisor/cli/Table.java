package io.supervisor.cli;

import io.supervisor.api.SafeText;
import java.util.ArrayList;
import java.util.List;

/** Columns under headings, or names with values; each row is one line, whoever wrote its texts. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final boolean headed;
  private String ifEmpty = "";

  private Table(boolean headed) {
    this.headed = headed;
  }

  static Table of(String... headings) {
    var table = new Table(true);
    table.rows.add(List.of(headings));
    return table;
  }

  /** Rows of a name and a value. */
  static Table pairs() {
    return new Table(false);
  }

  /** What to print instead of a table without rows. */
  Table orIfEmpty(String text) {
    ifEmpty = text;
    return this;
  }

  Table row(Object... cells) {
    var row = new ArrayList<String>();
    for (var cell : cells) {
      row.add(SafeText.line(String.valueOf(cell)));
    }
    rows.add(row);
    return this;
  }

  /** Text with a line for each row. */
  String print() {
    if (rows.size() == (headed ? 1 : 0)) {
      return ifEmpty.isEmpty() ? "" : ifEmpty + "\n";
    }
    var widths = new ArrayList<Integer>();
    for (var row : rows) {
      for (var i = 0; i < row.size(); i++) {
        if (widths.size() == i) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (var i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
