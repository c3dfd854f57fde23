package io.supervisor.server;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Height;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.blockchain.GenesisException;
import io.supervisor.core.replica.ChainImport;
import io.supervisor.core.replica.ChainStateMachine;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.NodeIdentity;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.server.artifact.ContentStore;
import io.supervisor.server.chainimport.ChainSource;
import io.supervisor.server.chainimport.Importing;
import io.supervisor.server.chainimport.IndexHashes;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.ServicesFolder;
import io.supervisor.server.javaruntime.ArtifactDirectory;
import io.supervisor.server.javaruntime.JavaArtifactSource;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.RebuildLog;
import io.supervisor.server.signing.NativeVerifier;
import io.supervisor.server.storage.CheckpointListener;
import io.supervisor.server.storage.CheckpointPolicy;
import io.supervisor.server.storage.MapDbStore;
import io.supervisor.server.storage.journal.DataFolder;
import io.supervisor.server.storage.journal.FileChainArchive;
import io.supervisor.server.storage.journal.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes the data folder of a node from a chain of the original (docs/importing.md): what comes out
 * is a folder like any other, which the node goes on with.
 */
public final class ChainTakeover {
  /**
   * What to take over.
   *
   * @param services empty = as in the configuration
   * @param to last height wanted; empty = all
   * @param indexes of the original, to say more if something differs
   */
  public record Options(
      Path database,
      Optional<Path> services,
      Optional<Path> artifacts,
      OptionalLong to,
      Optional<IndexHashes> indexes) {}

  /** Told after each block. */
  public interface Progress {
    /**
     * @param last height that is wanted, if that is known
     */
    void at(Height height, OptionalLong last);
  }

  private final NodeConfig config;
  private final Options options;
  private final Progress progress;
  private final CheckpointPolicy policy;
  private final int journalSegmentBytes;
  private final Checkpoints checkpoints = new Checkpoints();

  public ChainTakeover(NodeConfig config, Options options, Progress progress) {
    this(config, options, progress, CheckpointPolicy.standard(), RunningNode.JOURNAL_SEGMENT_BYTES);
  }

  /**
   * @param journalSegmentBytes size of the journal's files
   */
  ChainTakeover(
      NodeConfig config,
      Options options,
      Progress progress,
      CheckpointPolicy policy,
      int journalSegmentBytes) {
    this.config = config;
    this.options = options;
    this.progress = progress;
    this.policy = policy;
    this.journalSegmentBytes = journalSegmentBytes;
  }

  /**
   * Takes over what is not there yet.
   *
   * @throws ConfigException if what its administrator gave is wrong
   * @throws io.supervisor.server.chainimport.SourceException if the source is
   * @throws IOException if the source cannot be read
   * @throws IllegalStateException if the data folder is in use or damaged
   */
  public Importing.End run(ChainSource source) throws IOException {
    requireOriginalRules();
    try (var resources = new Resources()) {
      var folder =
          options.services().or(() -> config.privateConfig().services()).map(ServicesFolder::read);
      var builtIn = GenesisAssembly.artifacts(folder);
      var data = resources.add(DataFolder.open(options.database()));
      var artifacts =
          new ArtifactDirectory(
              options
                  .artifacts()
                  .or(() -> config.privateConfig().artifacts())
                  .orElseGet(() -> data.folder("artifacts")),
              new ContentStore(data.folder("artifact-contents")));
      var dispatcher =
          new Dispatcher(
              List.of(
                  new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, builtIn),
                  new ServiceRuntime(ArtifactId.RUNTIME_JAVA, new JavaArtifactSource(artifacts))));
      // Whose node it is matters to what it would say to others, which an import never does.
      var machine =
          new ChainStateMachine(
              new BlockExecutor(dispatcher),
              GenesisAssembly.genesis(config.publicConfig(), folder, builtIn),
              new NodeIdentity(config.privateConfig().consensusKey()));
      var differs = Importing.compareGenesis(source, genesis(machine), options.indexes());
      if (differs.isPresent()) {
        return differs.get();
      }
      GenesisAssembly.rememberServices(options.database(), builtIn);
      var store = resources.add(MapDbStore.open(data.folder("state"), policy, checkpoints));
      var into =
          ChainImport.open(
              journalSegmentBytes,
              resources.add(new FileDisk(data.folder("journal"), _ -> {})),
              store,
              resources.add(new FileChainArchive(data.folder("chain"))),
              machine,
              NativeVerifier.fastest(),
              new RebuildLog(new EventLog()));
      progress.at(into.height(), options.to().isPresent() ? options.to() : source.last());
      var end =
          new Importing(into, source, new Shell(dispatcher), options.indexes()).run(options.to());
      store.checkpoint();
      return end;
    }
  }

  private void requireOriginalRules() {
    var rules = config.publicConfig().general().rules();
    if (rules != Rules.ORIGINAL) {
      throw new ConfigException(
          config.file()
              + ": public_config.general.rules: got "
              + rules.number()
              + ", want none: a chain of the original follows its rules");
    }
  }

  private ExecutedBlock genesis(ChainStateMachine machine) {
    try {
      return machine.genesis();
    } catch (GenesisException e) {
      throw new ConfigException(config.file() + ": public_config: " + e.getMessage(), e);
    }
  }

  /** What is around the import of each block. */
  private final class Shell implements Importing.Shell {
    private final Dispatcher dispatcher;

    Shell(Dispatcher dispatcher) {
      this.dispatcher = dispatcher;
    }

    @Override
    public void carryOut(CommitAction action) {
      switch (action) {
        case CommitAction.RequireDeployed(var artifact, var spec) ->
            dispatcher
                .deploy(artifact, spec)
                .ifPresent(error -> {
                  throw new ConfigException(
                      "the chain needs artifact "
                          + artifact
                          + " from here on: "
                          + error.description());
                });
        case CommitAction.Unload(var artifact) -> dispatcher.unload(artifact);
        // What the node would do or say in answer stands in later blocks, or was never done.
        case CommitAction.Broadcast _, CommitAction.Deploy _ -> {}
      }
    }

    @Override
    public void appended(ChainImport into, OptionalLong last) {
      checkpoints.take().ifPresent(into::checkpointsVerified);
      progress.at(into.height(), last);
    }
  }

  /** Hands what the checkpointing thread says over to the importing one. */
  private static final class Checkpoints implements CheckpointListener {
    private final EventLog log = new EventLog();
    private final AtomicReference<Optional<Height>> verified =
        new AtomicReference<>(Optional.empty());

    Optional<Height> take() {
      return verified.getAndSet(Optional.empty());
    }

    @Override
    public void checkpointsVerified(Height upTo) {
      verified.set(Optional.of(upTo));
    }

    @Override
    public void checkpointWritten(Height height, long bytes, Duration took) {
      log.checkpointWritten(height, bytes, took);
    }

    @Override
    public void checkpointFailed(Height height, Throwable cause) {
      log.checkpointFailed(height, cause);
    }

    @Override
    public void fileDiscarded(String file, String reason) {
      log.unfinishedFileDiscarded(Path.of(file), reason);
    }
  }
}
