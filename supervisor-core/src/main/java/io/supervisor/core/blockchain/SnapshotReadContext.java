package io.supervisor.core.blockchain;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.service.ChainView;
import io.supervisor.api.service.ReadContext;
import io.supervisor.api.storage.Access;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.runtime.CommittedChain;
import io.supervisor.core.runtime.LoadedService;
import java.util.Optional;

/** What a service may look at while it answers a question. */
final class SnapshotReadContext implements ReadContext {
  private final LoadedService service;
  private final Snapshot state;
  private final Proofs proofs;
  private final ChainReader blocks;

  SnapshotReadContext(LoadedService service, KeyValueView view, ChainReader blocks) {
    this.service = service;
    this.state = new Snapshot(view);
    this.proofs = new Proofs(view, blocks);
    this.blocks = blocks;
  }

  @Override
  public InstanceSpec instance() {
    return service.spec();
  }

  @Override
  public Height height() {
    return proofs.height();
  }

  @Override
  public Access data() {
    return state.access(service.spec().name() + ".");
  }

  @Override
  public ChainView chain() {
    var config = new CoreSchema(state.access("")).consensusConfig();
    return new CommittedChain(height(), config);
  }

  @Override
  public BlockProof block() {
    return proofs.lastBlock();
  }

  @Override
  public MapProof indexProof(String indexName) {
    return state.indexProof(service.spec().name() + "." + indexName);
  }

  @Override
  public Optional<byte[]> transaction(Hash hash) {
    return proofs
        .location(hash)
        .flatMap(location -> blocks.transaction(location.height(), location.position()));
  }
}
