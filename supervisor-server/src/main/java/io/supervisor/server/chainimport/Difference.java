package io.supervisor.server.chainimport;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.core.merkledb.ChangedKeys;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.replica.ChainImport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** Says where a block comes out differently here, as exactly as its source lets us know. */
final class Difference {
  private static final int KEYS_SHOWN = 16;

  private final List<String> lines = new ArrayList<>();

  private Difference() {}

  /**
   * @param indexes of the original, if there are any
   * @return for the author of the service that differs, a line each
   */
  static String describe(
      SourceBlock source, ChainImport.Outcome.Differs differs, Optional<IndexHashes> indexes)
      throws IOException {
    var difference = new Difference();
    difference.headers(differs.decided(), differs.executed().header());
    difference.transactions(source);
    difference.outcomes(source, differs);
    var here = new Snapshot(differs.after()).aggregated();
    var suspects =
        indexes.isPresent()
            ? difference.indexes(here, indexes.get().at(differs.decided().height()))
            : difference.changed(here, differs.before());
    difference.keys(suspects, differs);
    return "the chain differs at block "
        + differs.decided().height()
        + ":\n  "
        + String.join("\n  ", difference.lines);
  }

  private void headers(BlockHeader want, BlockHeader got) {
    compare("tx_hash", got.txHash(), want.txHash());
    compare("state_hash", got.stateHash(), want.stateHash());
    compare("error_hash", got.errorHash(), want.errorHash());
    compare("prev_hash", got.prevHash(), want.prevHash());
    compare("additional_headers", got.headers().keySet(), want.headers().keySet());
  }

  private void transactions(SourceBlock source) {
    for (int i = 0; i < source.block().transactions().size(); i++) {
      var transaction =
          VerifiedTransaction.trusted(source.block().transactions().get(i).toByteArray());
      lines.add(
          String.format(
              Locale.ROOT,
              "transaction %d is %s, to method %s of service %s",
              i,
              transaction.hash(),
              Integer.toUnsignedString(transaction.method()),
              transaction.instance()));
    }
  }

  private void outcomes(SourceBlock source, ChainImport.Outcome.Differs differs) {
    // A header without errors tells that all calls have succeeded.
    boolean complete =
        source.complete() || differs.decided().errorHash().equals(TreeHash.EMPTY_MAP);
    var got = Outcomes.of(differs.executed());
    var want = source.outcomes();
    var names = new TreeSet<>(got.keySet());
    names.addAll(want.keySet());
    for (var name : names) {
      var here = got.getOrDefault(name, Outcomes.SUCCESS);
      if (complete || want.containsKey(name)) {
        compare(name, here, want.getOrDefault(name, Outcomes.SUCCESS));
      } else if (!here.equals(Outcomes.SUCCESS)) {
        lines.add(name + ": got " + here + "; the source does not tell what it was there");
      }
    }
  }

  /** Returns the names of those that differ. */
  private Set<String> indexes(SortedMap<String, Hash> got, SortedMap<String, Hash> want) {
    var differing = names(got, want);
    differing.removeIf(name -> text(got, name).equals(text(want, name)));
    for (var name : differing) {
      compare("index " + name, text(got, name), text(want, name));
    }
    return differing;
  }

  /**
   * Without the original's hashes we can only say which ones the block changes here; returns their
   * names.
   */
  private Set<String> changed(SortedMap<String, Hash> after, KeyValueView before) {
    var old = new Snapshot(before).aggregated();
    var changed = names(old, after);
    changed.removeIf(name -> text(old, name).equals(text(after, name)));
    lines.add("indexes that the block changes here: " + String.join(", ", changed));
    return changed;
  }

  /** No source tells what its indexes hold, but what the block changes here is where to look. */
  private void keys(Set<String> indexes, ChainImport.Outcome.Differs differs) {
    ChangedKeys.of(differs.executed().patch(), differs.after())
        .forEach((name, keys) -> {
          if (indexes.contains(name)) {
            var shown = keys.stream().limit(KEYS_SHOWN).map(HexFormat.of()::formatHex).toList();
            lines.add(
                String.format(
                    Locale.ROOT,
                    "keys of index %s that the block changes here, %d: %s",
                    name,
                    keys.size(),
                    String.join(", ", shown)));
          }
        });
  }

  private static TreeSet<String> names(Map<String, Hash> one, Map<String, Hash> other) {
    var names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    return names;
  }

  private static String text(Map<String, Hash> hashes, String name) {
    var hash = hashes.get(name);
    return hash == null ? "none" : hash.toString();
  }

  private void compare(String what, Object got, Object want) {
    if (!got.equals(want)) {
      lines.add(what + ": got " + got + ", want " + want);
    }
  }
}
