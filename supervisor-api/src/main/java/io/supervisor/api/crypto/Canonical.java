package io.supervisor.api.crypto;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.CallSite;
import io.supervisor.api.Caller;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.MalformedMessageException.Reason;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.Version;
import io.supervisor.wire.AdditionalHeaders;
import io.supervisor.wire.Block;
import io.supervisor.wire.Config;
import io.supervisor.wire.KeyValue;
import io.supervisor.wire.KeyValueSequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Canonical bytes of protobuf messages, the same on every node, because hashes are made of them;
 * and conversions between messages and records. Source: wire.md section 1.
 *
 * <p>What readers tolerate: fields in any order, unknown fields, explicit default values, longer
 * varints than needed, repeated occurrences of singular fields (merged), enum numbers that are not
 * known (as if the field were absent). What they refuse is listed in {@link Reason}.
 */
public final class Canonical {
  private Canonical() {}

  /**
   * The message in canonical form: singular message fields that are absent are filled in, except in
   * oneofs; unknown fields and unknown enum numbers are dropped. Its {@code toByteArray()} then
   * gives canonical bytes. The same object if nothing is to be done.
   */
  public static <M extends Message> M of(M message) {
    return MessagePlan.canonical(message);
  }

  /** Canonical bytes, however the message was built. */
  public static byte[] bytes(Message message) {
    return of(message).toByteArray();
  }

  /** SHA-256 of the canonical bytes. */
  public static Hash hash(Message message) {
    return Sha256.of(bytes(message));
  }

  /**
   * Reads a message and brings it into canonical form.
   *
   * @throws MalformedMessageException for what is not tolerated
   */
  public static <M extends Message> M parse(Parser<M> parser, byte[] bytes) {
    return parse(parser, ByteString.copyFrom(bytes));
  }

  /**
   * As {@link #parse(Parser, byte[])}.
   *
   * @throws MalformedMessageException for what is not tolerated
   */
  public static <M extends Message> M parse(Parser<M> parser, ByteString bytes) {
    M message;
    try {
      message = parser.parseFrom(bytes);
      if (MessagePlan.of(message).hasUnknownEnum(message)) {
        message = parser.parseFrom(UnknownEnums.strip(message.getDescriptorForType(), bytes));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessageException(Reason.NOT_PROTOBUF, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory", e);
    }
    var plan = MessagePlan.of(message);
    plan.checkWireTypes(message);
    var canonical = of(message);
    plan.checkSizes(canonical);
    return canonical;
  }

  public static io.supervisor.wire.crypto.Hash toWire(Hash hash) {
    return io.supervisor.wire.crypto.Hash.newBuilder().setData(hash.toByteString()).build();
  }

  public static Hash fromWire(io.supervisor.wire.crypto.Hash hash) {
    return Hash.of(sized("hash", hash.getData(), Hash.SIZE));
  }

  public static io.supervisor.wire.crypto.PublicKey toWire(PublicKey key) {
    return io.supervisor.wire.crypto.PublicKey.newBuilder().setData(key.toByteString()).build();
  }

  public static PublicKey fromWire(io.supervisor.wire.crypto.PublicKey key) {
    return PublicKey.of(sized("public key", key.getData(), PublicKey.SIZE));
  }

  public static io.supervisor.wire.crypto.Signature toWire(Signature signature) {
    return io.supervisor.wire.crypto.Signature.newBuilder()
        .setData(signature.toByteString())
        .build();
  }

  public static Signature fromWire(io.supervisor.wire.crypto.Signature signature) {
    return Signature.of(sized("signature", signature.getData(), Signature.SIZE));
  }

  public static io.supervisor.wire.runtime.ArtifactId toWire(ArtifactId artifact) {
    return io.supervisor.wire.runtime.ArtifactId.newBuilder()
        .setRuntimeId(artifact.runtimeId())
        .setName(artifact.name())
        .setVersion(artifact.version().toString())
        .build();
  }

  /** The name is taken as it is; see {@link ArtifactId#isValidName}. */
  public static ArtifactId fromWire(io.supervisor.wire.runtime.ArtifactId artifact) {
    return new ArtifactId(
        artifact.getRuntimeId(), artifact.getName(), version(artifact.getVersion()));
  }

  /**
   * Reads a version.
   *
   * @throws MalformedMessageException if it is no semantic version
   */
  public static Version version(String text) {
    try {
      return Version.parse(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(Reason.BAD_VERSION, String.valueOf(e.getMessage()));
    }
  }

  public static io.supervisor.wire.runtime.InstanceSpec toWire(InstanceSpec spec) {
    return io.supervisor.wire.runtime.InstanceSpec.newBuilder()
        .setId(spec.id().value())
        .setName(spec.name())
        .setArtifact(toWire(spec.artifact()))
        .build();
  }

  /** The name is taken as it is; see {@link InstanceSpec#isValidName}. */
  public static InstanceSpec fromWire(io.supervisor.wire.runtime.InstanceSpec spec) {
    return new InstanceSpec(
        new InstanceId(spec.getId()), spec.getName(), fromWire(spec.getArtifact()));
  }

  public static io.supervisor.wire.runtime.Caller toWire(Caller caller) {
    var wire = io.supervisor.wire.runtime.Caller.newBuilder();
    if (caller instanceof Caller.Transaction transaction) {
      wire.setTransactionAuthor(toWire(transaction.author()));
    } else if (caller instanceof Caller.Service service) {
      wire.setInstanceId(service.id().value());
    } else {
      wire.setBlockchain(Empty.getDefaultInstance());
    }
    return wire.build();
  }

  public static Caller fromWire(io.supervisor.wire.runtime.Caller caller) {
    return switch (caller.getCallerCase()) {
      case TRANSACTION_AUTHOR -> new Caller.Transaction(fromWire(caller.getTransactionAuthor()));
      case INSTANCE_ID -> new Caller.Service(new InstanceId(caller.getInstanceId()));
      case BLOCKCHAIN -> new Caller.Blockchain();
      case CALLER_NOT_SET -> throw new MalformedMessageException(Reason.WRONG_KIND, "caller: none");
    };
  }

  /** The key of the call in the error map of its block. */
  public static io.supervisor.wire.CallInBlock toWire(CallInBlock call) {
    var wire = io.supervisor.wire.CallInBlock.newBuilder();
    if (call instanceof CallInBlock.Transaction transaction) {
      wire.setTransaction(transaction.index());
    } else if (call instanceof CallInBlock.BeforeTransactions before) {
      wire.setBeforeTransactions(before.instance().value());
    } else if (call instanceof CallInBlock.AfterTransactions after) {
      wire.setAfterTransactions(after.instance().value());
    }
    return wire.build();
  }

  public static CallInBlock fromWire(io.supervisor.wire.CallInBlock call) {
    return switch (call.getCallCase()) {
      case TRANSACTION -> new CallInBlock.Transaction(call.getTransaction());
      case BEFORE_TRANSACTIONS ->
          new CallInBlock.BeforeTransactions(new InstanceId(call.getBeforeTransactions()));
      case AFTER_TRANSACTIONS ->
          new CallInBlock.AfterTransactions(new InstanceId(call.getAfterTransactions()));
      case CALL_NOT_SET ->
          throw new MalformedMessageException(Reason.WRONG_KIND, "call in block: none");
    };
  }

  public static io.supervisor.wire.runtime.ExecutionError toWire(ExecutionError error) {
    var wire =
        io.supervisor.wire.runtime.ExecutionError.newBuilder()
            .setKindValue(error.kind().ordinal())
            .setCode(error.code())
            .setDescription(error.description());
    if (error.runtimeId().isPresent()) {
      wire.setRuntimeId(error.runtimeId().getAsInt());
    } else {
      wire.setNoRuntimeId(Empty.getDefaultInstance());
    }
    if (error.callSite().isPresent()) {
      wire.setCallSite(toWire(error.callSite().get()));
    } else {
      wire.setNoCallSite(Empty.getDefaultInstance());
    }
    return wire.build();
  }

  /**
   * The error as it stands in a block: without its description, which no hash covers (wire.md
   * section 2.8).
   */
  public static io.supervisor.wire.runtime.ExecutionError toWireWithoutDescription(
      ExecutionError error) {
    return toWire(error).toBuilder().clearDescription().build();
  }

  public static ExecutionError fromWire(io.supervisor.wire.runtime.ExecutionError error) {
    var known = error.getKindValue() >= 0 && error.getKindValue() < ErrorKind.values().length;
    var kind = known ? ErrorKind.values()[error.getKindValue()] : ErrorKind.UNEXPECTED;
    var code = error.getCode();
    if (code < 0 || code > 255 || kind == ErrorKind.UNEXPECTED && code != 0) {
      throw new MalformedMessageException(
          Reason.OUT_OF_RANGE,
          "error code: got " + Integer.toUnsignedString(code) + " of kind " + kind);
    }
    return new ExecutionError(
        kind, code, error.getDescription(), runtimeId(error), callSite(error));
  }

  private static OptionalInt runtimeId(io.supervisor.wire.runtime.ExecutionError error) {
    return switch (error.getRuntimeCase()) {
      case RUNTIME_ID -> OptionalInt.of(error.getRuntimeId());
      case NO_RUNTIME_ID -> OptionalInt.empty();
      case RUNTIME_NOT_SET ->
          throw new MalformedMessageException(Reason.WRONG_KIND, "error: no member of runtime");
    };
  }

  private static Optional<CallSite> callSite(io.supervisor.wire.runtime.ExecutionError error) {
    return switch (error.getCallInfoCase()) {
      case CALL_SITE -> Optional.of(fromWire(error.getCallSite()));
      case NO_CALL_SITE -> Optional.empty();
      case CALLINFO_NOT_SET ->
          throw new MalformedMessageException(Reason.WRONG_KIND, "error: no member of call_info");
    };
  }

  public static io.supervisor.wire.runtime.CallSite toWire(CallSite site) {
    return io.supervisor.wire.runtime.CallSite.newBuilder()
        .setCallTypeValue(site.type().ordinal())
        .setInstanceId(site.instance().value())
        .setMethodId(site.method())
        .setInterface(site.interfaceName())
        .build();
  }

  /** Method and interface of other calls than methods are dropped. */
  public static CallSite fromWire(io.supervisor.wire.runtime.CallSite site) {
    var number = site.getCallTypeValue();
    var known = number >= 0 && number < CallSite.Type.values().length;
    var type = known ? CallSite.Type.values()[number] : CallSite.Type.METHOD;
    var instance = new InstanceId(site.getInstanceId());
    return type == CallSite.Type.METHOD
        ? CallSite.method(instance, site.getInterface(), site.getMethodId())
        : CallSite.of(type, instance);
  }

  public static Block toWire(BlockHeader header) {
    var entries = KeyValueSequence.newBuilder();
    header
        .headers()
        .forEach(
            (key, value) -> entries.addEntries(KeyValue.newBuilder().setKey(key).setValue(value)));
    return Block.newBuilder()
        .setHeight(header.height().value())
        .setTxCount(header.txCount())
        .setPrevHash(toWire(header.prevHash()))
        .setTxHash(toWire(header.txHash()))
        .setStateHash(toWire(header.stateHash()))
        .setErrorHash(toWire(header.errorHash()))
        .setAdditionalHeaders(AdditionalHeaders.newBuilder().setHeaders(entries))
        .build();
  }

  /** Refuses a proposer in the old place, heights above 2^63-1 and headers that occur twice. */
  public static BlockHeader fromWire(Block block) {
    if (block.getProposerId() != 0 || block.getHeight() < 0) {
      throw new MalformedMessageException(
          Reason.OUT_OF_RANGE, "block: want proposer_id 0 and a height below 2^63");
    }
    var headers = new TreeMap<String, ByteString>();
    for (var entry : block.getAdditionalHeaders().getHeaders().getEntriesList()) {
      if (headers.put(entry.getKey(), entry.getValue()) != null) {
        throw new MalformedMessageException(
            Reason.DUPLICATE_KEY, "block: header \"" + entry.getKey() + "\" occurs twice");
      }
    }
    return new BlockHeader(
        new Height(block.getHeight()),
        block.getTxCount(),
        fromWire(block.getPrevHash()),
        fromWire(block.getTxHash()),
        fromWire(block.getStateHash()),
        fromWire(block.getErrorHash()),
        headers);
  }

  /** Hash of a block. */
  public static Hash hash(BlockHeader header) {
    return Sha256.of(toWire(header).toByteArray());
  }

  public static Config toWire(ConsensusConfig config) {
    var wire =
        Config.newBuilder()
            .setFirstRoundTimeout(config.firstRoundTimeoutMs())
            .setStatusTimeout(config.statusTimeoutMs())
            .setPeersTimeout(config.peersTimeoutMs())
            .setTxsBlockLimit(config.txsBlockLimit())
            .setMaxMessageLen(config.maxMessageLen())
            .setMinProposeTimeout(config.minProposeTimeoutMs())
            .setMaxProposeTimeout(config.maxProposeTimeoutMs())
            .setProposeTimeoutThreshold(config.proposeTimeoutThreshold());
    for (var keys : config.validators()) {
      wire.addValidatorKeys(
          io.supervisor.wire.ValidatorKeys.newBuilder()
              .setConsensusKey(toWire(keys.consensusKey()))
              .setServiceKey(toWire(keys.serviceKey())));
    }
    return wire.build();
  }

  /** Values are taken as they are; see {@link ConsensusConfig#violation}. */
  public static ConsensusConfig fromWire(Config config) {
    var validators = new ArrayList<ValidatorKeys>();
    for (var keys : config.getValidatorKeysList()) {
      validators.add(
          new ValidatorKeys(fromWire(keys.getConsensusKey()), fromWire(keys.getServiceKey())));
    }
    return new ConsensusConfig(
        validators,
        config.getFirstRoundTimeout(),
        config.getStatusTimeout(),
        config.getPeersTimeout(),
        config.getTxsBlockLimit(),
        config.getMaxMessageLen(),
        config.getMinProposeTimeout(),
        config.getMaxProposeTimeout(),
        config.getProposeTimeoutThreshold());
  }

  private static ByteString sized(String what, ByteString bytes, int size) {
    if (bytes.size() != size) {
      throw new MalformedMessageException(
          Reason.WRONG_SIZE, what + ": got " + bytes.size() + " bytes, want " + size);
    }
    return bytes;
  }
}
