package io.supervisor.client;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.proof.ReferenceTrees;
import io.supervisor.wire.SignedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** A chain whose blocks are as those of real nodes, but for its execution: tests say what fails. */
final class FakeChain {
  /** Error of transactions that fail. */
  static final ExecutionError ERROR =
      ExecutionError.of(ErrorKind.SERVICE, 7, "")
          .in(0, io.supervisor.api.CallSite.method(new io.supervisor.api.InstanceId(3), "", 1));

  /** Index besides the configuration. */
  static final String INDEX = "wallets.balances";

  private final List<Entry> blocks = new CopyOnWriteArrayList<>();
  private List<KeyPair> validators;
  private Map<byte[], byte[]> data = new LinkedHashMap<>();

  FakeChain(List<KeyPair> validators) {
    this.validators = List.copyOf(validators);
    add(List.of(), Set.of(), validators);
  }

  /** Validators of some numbers. */
  static List<KeyPair> keys(int... numbers) {
    return IntStream.of(numbers).mapToObj(FakeChain::key).toList();
  }

  static KeyPair key(int number) {
    var seed = new byte[KeyPair.SEED_SIZE];
    seed[0] = (byte) number;
    return KeyPair.fromSeed(seed);
  }

  static List<PublicKey> publicKeys(List<KeyPair> keys) {
    return keys.stream().map(KeyPair::publicKey).toList();
  }

  /** A block with its transactions and the state after it. */
  record Entry(
      BlockHeader header,
      List<SignedMessage> precommits,
      List<VerifiedTransaction> transactions,
      SortedMap<String, byte[]> errors,
      SortedMap<String, byte[]> state,
      SortedMap<String, byte[]> data,
      ConsensusConfig config) {
    Hash hash() {
      return Canonical.hash(header);
    }

    BlockProof proof() {
      return new BlockProof(Canonical.toWire(header), precommits);
    }

    ListProof location(int position) {
      return ReferenceTrees.listProof(hashes(transactions), position, position);
    }

    MapProof call(int position) {
      return ReferenceTrees.mapProof(errors, List.of(callKey(position)), MapKind.HASHED);
    }

    MapProof index(String name) {
      return ReferenceTrees.mapProof(state, List.of(utf8(name)), MapKind.HASHED);
    }

    boolean isFailed(int position) {
      return errors.containsKey(MapKind.HASHED.path(callKey(position)).toString());
    }
  }

  Entry get(long height) {
    return blocks.get((int) height);
  }

  Entry last() {
    return blocks.get(blocks.size() - 1);
  }

  long height() {
    return blocks.size() - 1L;
  }

  /** Genesis, and the blocks that brought another configuration. */
  List<Entry> changes() {
    var changes = new ArrayList<Entry>();
    for (var entry : blocks) {
      if (changes.isEmpty() || !changes.get(changes.size() - 1).config().equals(entry.config())) {
        changes.add(entry);
      }
    }
    return changes;
  }

  Hash genesis() {
    return blocks.get(0).hash();
  }

  synchronized Entry add(VerifiedTransaction... transactions) {
    return add(List.of(transactions), Set.of(), validators);
  }

  synchronized Entry addFailed(VerifiedTransaction transaction) {
    return add(List.of(transaction), Set.of(0), validators);
  }

  /** A block that brings other validators, who sign from the next one on. */
  synchronized Entry change(List<KeyPair> next) {
    return add(List.of(), Set.of(), List.copyOf(next));
  }

  synchronized void put(byte[] key, byte[] value) {
    data.put(key, value);
  }

  private Entry add(
      List<VerifiedTransaction> transactions, Set<Integer> failed, List<KeyPair> next) {
    var config = config(next);
    var dataByPath = ReferenceTrees.byPath(data, MapKind.HASHED);
    var state = new HashMap<byte[], byte[]>();
    state.put(utf8(Verifier.CONFIG_INDEX), Canonical.hash(Canonical.toWire(config)).toBytes());
    state.put(utf8(INDEX), ReferenceTrees.mapHash(dataByPath).toBytes());
    var errors = new HashMap<byte[], byte[]>();
    failed.forEach(i -> errors.put(callKey(i), Canonical.toWire(ERROR).toByteArray()));
    var statePaths = ReferenceTrees.byPath(state, MapKind.HASHED);
    var errorPaths = ReferenceTrees.byPath(errors, MapKind.HASHED);
    var height = new Height(blocks.size());
    var header =
        BlockHeader.of(
            height,
            height.value(),
            new ValidatorId(0),
            transactions.size(),
            blocks.isEmpty() ? Hash.ZERO : last().hash(),
            ReferenceTrees.listHash(hashes(transactions)),
            ReferenceTrees.mapHash(statePaths),
            ReferenceTrees.mapHash(errorPaths));
    var entry =
        new Entry(
            header,
            height.value() == 0 ? List.of() : sign(header, 1, validators, 0, 1, 2),
            transactions,
            errorPaths,
            statePaths,
            dataByPath,
            config);
    blocks.add(entry);
    validators = next;
    return entry;
  }

  /** Precommits of some validators. */
  static List<SignedMessage> sign(
      BlockHeader header, int round, List<KeyPair> validators, int... who) {
    var precommits = new ArrayList<SignedMessage>();
    for (var i : who) {
      if (i < validators.size()) {
        precommits.add(
            VerifiedPrecommit.sign(
                    new ValidatorId(i),
                    header.epoch().orElseThrow(),
                    round,
                    Hash.ZERO,
                    Canonical.hash(header),
                    Instant.ofEpochSecond(1_600_000_000),
                    validators.get(i))
                .envelope()
                .toWire());
      }
    }
    return precommits;
  }

  Optional<io.supervisor.api.TxLocation> find(Hash hash) {
    for (var entry : blocks) {
      for (var i = 0; i < entry.transactions().size(); i++) {
        if (entry.transactions().get(i).hash().equals(hash)) {
          return Optional.of(new io.supervisor.api.TxLocation(entry.header().height(), i));
        }
      }
    }
    return Optional.empty();
  }

  static ConsensusConfig config(List<KeyPair> validators) {
    return ConsensusConfig.of(
        validators.stream()
            .map(key -> new ValidatorKeys(key.publicKey(), serviceKey(key)))
            .toList());
  }

  private static PublicKey serviceKey(KeyPair key) {
    var other = key.publicKey().toBytes();
    other[0] ^= 1;
    return PublicKey.wrap(other);
  }

  private static List<byte[]> hashes(List<VerifiedTransaction> transactions) {
    return transactions.stream().map(tx -> tx.hash().toBytes()).toList();
  }

  private static byte[] callKey(int position) {
    return Canonical.toWire(new CallInBlock.Transaction(position)).toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
