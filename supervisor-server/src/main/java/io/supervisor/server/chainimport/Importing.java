package io.supervisor.server.chainimport;

import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.Height;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.replica.ChainImport;
import io.supervisor.core.replica.ChainImport.Outcome;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.wire.Block;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Feeds the blocks of a source into a data folder, one after the other. */
public final class Importing {
  /** How it ended. */
  public sealed interface End {
    /** All that was wanted is there. */
    record Done(Height height) implements End {}

    /** Executed here, a block comes out differently; everything before it is there. */
    record Differs(String report) implements End {}
  }

  /** What goes on around it. */
  public interface Shell {
    /** Does what a node has to do before the next block. */
    void carryOut(CommitAction action);

    /** Called after each block. */
    void appended(ChainImport into, OptionalLong last);
  }

  private final ChainImport into;
  private final ChainSource source;
  private final Shell shell;
  private final Optional<IndexHashes> indexes;

  public Importing(
      ChainImport into, ChainSource source, Shell shell, Optional<IndexHashes> indexes) {
    this.into = into;
    this.source = source;
    this.shell = shell;
    this.indexes = indexes;
  }

  /**
   * Compares the source's first block with the one that the configuration makes here.
   *
   * @return empty if they are the same
   */
  public static Optional<End.Differs> compareGenesis(
      ChainSource source, ExecutedBlock genesis, Optional<IndexHashes> indexes) throws IOException {
    var first = source.block(0).orElseThrow(() -> new SourceException("the source has no blocks"));
    BlockHeader header;
    try {
      header = Canonical.fromWire(Block.parseFrom(first.block().header()));
    } catch (InvalidProtocolBufferException | MalformedMessageException e) {
      throw new SourceException("block 0 of the source: " + e.getMessage(), e);
    }
    if (Sha256.of(first.block().header().toByteArray()).equals(genesis.hash())) {
      return Optional.empty();
    }
    var differs = new Outcome.Differs(header, genesis, KeyValueView.EMPTY);
    return Optional.of(new End.Differs(Difference.describe(first, differs, indexes)));
  }

  /**
   * Goes on behind the last block that is there.
   *
   * @param to last height wanted; empty = the source's last
   * @throws SourceException if a block is not proved, or blocks are missing
   * @throws IOException if the source cannot be read
   */
  public End run(OptionalLong to) throws IOException {
    into.restored().forEach(shell::carryOut);
    while (to.isEmpty() || into.height().value() < to.getAsLong()) {
      long height = into.height().value() + 1;
      var next = source.block(height);
      if (next.isEmpty()) {
        requireEnd(to);
        break;
      }
      switch (into.append(next.get().block())) {
        case Outcome.Appended(var block) -> {
          block.changes().actions().forEach(shell::carryOut);
          shell.appended(into, to.isPresent() ? to : source.last());
        }
        case Outcome.Unproven(var problem) ->
            throw new SourceException("block " + height + " of the source: " + problem);
        case Outcome.Differs differs -> {
          return new End.Differs(Difference.describe(next.get(), differs, indexes));
        }
      }
    }
    return new End.Done(into.height());
  }

  private void requireEnd(OptionalLong to) {
    if (to.isPresent()) {
      throw new SourceException(
          "the source ends after block " + into.height() + ", want " + to.getAsLong());
    }
  }
}
