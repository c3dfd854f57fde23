package io.supervisor.api.proof;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.api.proof.ProofError.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Block that is known to be part of the chain, and the way from there to data. Made by {@link
 * BlockProof} only. Source: wire.md section 3.5.
 */
public final class VerifiedBlock {
  private final BlockHeader header;
  private final Hash hash;
  private final List<VerifiedPrecommit> precommits;

  VerifiedBlock(BlockHeader header, Hash hash, List<VerifiedPrecommit> precommits) {
    this.header = header;
    this.hash = hash;
    this.precommits = List.copyOf(precommits);
  }

  public BlockHeader header() {
    return header;
  }

  public Hash hash() {
    return hash;
  }

  public Height height() {
    return header.height();
  }

  /** Those that prove the block; none if it was trusted by its hash. */
  public List<VerifiedPrecommit> precommits() {
    return precommits;
  }

  /**
   * Median of the validators' clocks: of the sorted times the one at position n/2. Empty without
   * precommits.
   */
  public Optional<Instant> time() {
    return precommits.stream()
        .map(VerifiedPrecommit::time)
        .sorted()
        .skip(precommits.size() / 2)
        .findFirst();
  }

  /** Where a transaction stands in this block. */
  public Checked<TxLocation> transaction(ListProof proof, Hash transactionHash) {
    return proof
        .check(header.txHash())
        .flatMap(list -> Checked.of(() -> locate(list, transactionHash)));
  }

  private TxLocation locate(CheckedList list, Hash transactionHash) {
    for (var entry : list.entries()) {
      if (Arrays.equals(entry.value(), transactionHash.unsafeBytes())) {
        return new TxLocation(header.height(), Math.toIntExact(entry.index()));
      }
    }
    throw new InvalidProofException(
        Reason.NOT_ABOUT, "location proof: not of transaction " + transactionHash);
  }

  /**
   * Object hash of a Merkelized index in the state after this block.
   *
   * @param fullName with the prefix of the instance
   */
  public Checked<Hash> index(MapProof proof, String fullName) {
    return single(proof, header.stateHash(), fullName.getBytes(StandardCharsets.UTF_8))
        .flatMap(value ->
            Checked.of(() ->
                indexHash(
                    value.orElseThrow(() ->
                        new InvalidProofException(
                            Reason.ABSENT, "index proof: the state has no index " + fullName)))));
  }

  private static Hash indexHash(byte[] value) {
    if (value.length != Hash.SIZE) {
      throw new InvalidProofException(
          Reason.MALFORMED, "index proof: got a value of " + value.length + " bytes, want 32");
    }
    return Hash.of(value);
  }

  /**
   * Outcome of a call of this block: its error without description, or empty if it succeeded. A
   * hook of an instance that had none, or was not active, counts as a success.
   */
  public Checked<Optional<ExecutionError>> call(MapProof proof, CallInBlock call) {
    if (call instanceof CallInBlock.Transaction transaction
        && Integer.compareUnsigned(transaction.index(), header.txCount()) >= 0) {
      return new Checked.Refused<>(
          new ProofError(
              Reason.ABSENT,
              "call proof: the block has no transaction "
                  + Integer.toUnsignedString(transaction.index())));
    }
    return single(proof, header.errorHash(), Canonical.toWire(call).toByteArray())
        .flatMap(value -> Checked.of(() -> value.map(VerifiedBlock::error)));
  }

  private static ExecutionError error(byte[] value) {
    return Canonical.fromWire(
        Canonical.parse(io.supervisor.wire.runtime.ExecutionError.parser(), value));
  }

  /** Value of the one key that a proof is about. */
  private static Checked<Optional<byte[]>> single(MapProof proof, Hash trusted, byte[] key) {
    if (proof.entries().size() != 1 || !Arrays.equals(proof.entries().get(0).key(), key)) {
      return new Checked.Refused<>(
          new ProofError(Reason.NOT_ABOUT, "map proof: want one entry, of the key asked for"));
    }
    return proof.check(trusted, MapKind.HASHED).flatMap(map -> Checked.of(() -> map.get(key)));
  }
}
