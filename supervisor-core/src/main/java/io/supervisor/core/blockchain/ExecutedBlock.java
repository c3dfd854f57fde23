package io.supervisor.core.blockchain;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.runtime.BlockChanges;
import java.util.List;

/**
 * A block with all that its execution gave. The same contents on the same state give the same.
 *
 * @param hash of the header
 * @param patch changes of the state, the block's own records included
 * @param errors failed calls, in order of execution
 * @param changes artifacts and instances that this block changed
 */
public record ExecutedBlock(
    BlockHeader header, Hash hash, Patch patch, List<CallError> errors, BlockChanges changes) {
  public ExecutedBlock {
    errors = List.copyOf(errors);
  }

  public Height height() {
    return header.height();
  }
}
