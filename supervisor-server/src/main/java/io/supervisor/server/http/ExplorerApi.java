package io.supervisor.server.http;

import static io.supervisor.server.http.Parameter.optional;
import static io.supervisor.server.http.Parameter.required;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.ProofValues;
import io.supervisor.api.service.Value;
import io.supervisor.core.explorer.ExplorerArtifact;
import io.supervisor.server.http.Parameter.Kind;
import io.supervisor.server.node.NodeApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Blocks, transactions, and outcomes of calls. Source: rest.md section 4. */
final class ExplorerApi {
  static final String ROOT = "/api/explorer/v1/";

  private static final int BLOCKS_MAX = 1_000;

  /** Headers that one request looks at, where empty blocks are left out. */
  static final int HEADERS_MAX = 100_000;

  private static final Parameter HASH = required("hash", Kind.HEX32, "Hash of a transaction");
  private static final Parameter HEIGHT = required("height", Kind.U64, "Height of a block");
  private static final Parameter SERVICE = required("service_id", Kind.U32, "Id of an instance");
  private static final Parameter WITH_PROOF = optional("with_proof", Kind.BOOL, "Add a proof");

  private final NodeApi node;

  ExplorerApi(NodeApi node) {
    this.node = node;
  }

  List<Endpoint> endpoints() {
    var blocks =
        List.of(
            required("count", Kind.U64, "Blocks at most, up to " + BLOCKS_MAX),
            optional("latest", Kind.U64, "Highest block; the last one if left out"),
            optional("earliest", Kind.U64, "Lowest block; genesis if left out"),
            optional("skip_empty_blocks", Kind.BOOL, "Leave out blocks without transactions"),
            optional("add_blocks_time", Kind.BOOL, "Add the time of each block"),
            optional("add_precommits", Kind.BOOL, "Add the precommits of each block"));
    var hook = List.of(HEIGHT, SERVICE, WITH_PROOF);
    return List.of(
        Endpoint.get(ROOT + "blocks", "Blocks, newest first", blocks, "BlocksRange", this::blocks),
        Endpoint.get(ROOT + "block", "One block", List.of(HEIGHT), "BlockInfo", this::block),
        Endpoint.get(
            ROOT + "transactions",
            "A transaction, in the pool or committed",
            List.of(HASH),
            "TransactionInfo",
            this::transaction),
        Endpoint.post(
            ROOT + "transactions",
            "Hands a signed transaction to the node",
            List.of(new Endpoint.Content(Answer.JSON, "TransactionHex")),
            "TransactionResponse",
            this::submit),
        Endpoint.get(
            ROOT + "call_status/transaction",
            "Outcome of a transaction",
            List.of(HASH, WITH_PROOF),
            "CallStatus",
            this::transactionStatus),
        Endpoint.get(
            ROOT + "call_status/before_transactions",
            "Outcome of a service's hook before the transactions of a block",
            hook,
            "CallStatus",
            request -> hookStatus(request, CallInBlock.BeforeTransactions::new)),
        Endpoint.get(
            ROOT + "call_status/after_transactions",
            "Outcome of a service's hook after the transactions of a block",
            hook,
            "CallStatus",
            request -> hookStatus(request, CallInBlock.AfterTransactions::new)));
  }

  private Answer blocks(ApiRequest request) {
    var query = request.arguments();
    var view = ChainView.of(node);
    var last = view.height().value();
    var count = query.number("count");
    if (Long.compareUnsigned(count, BLOCKS_MAX) > 0) {
      throw refuse(
          Problem.badRequest(
              "Invalid block request",
              "Max block count per request exceeded (" + BLOCKS_MAX + ")"));
    }
    var latest = query.findNumber("latest").orElse(last);
    if (Long.compareUnsigned(latest, last) > 0) {
      throw refuse(
          Problem.notFound(
              "Block not found",
              String.format(
                  Locale.ROOT,
                  "Requested latest height %s is greater than the current blockchain height %d",
                  Long.toUnsignedString(latest),
                  last)));
    }
    var earliest = query.findNumber("earliest").orElse(0);
    var end = latest + 1;
    var start = Long.compareUnsigned(earliest, end) < 0 ? earliest : end;
    var found = new ArrayList<Value>();
    var skipEmpty = query.flag("skip_empty_blocks");
    for (var at = latest; at >= start && found.size() < count; at--) {
      if (!skipEmpty || view.header(new Height(at)).txCount() != 0) {
        found.add(
            BlockValues.of(
                    view,
                    new Height(at),
                    query.flag("add_precommits"),
                    false,
                    query.flag("add_blocks_time"))
                .build());
      }
      if (found.size() == count || latest - at == HEADERS_MAX - 1) {
        start = at;
        break;
      }
    }
    var range = Value.struct().with("start", Value.of(start)).with("end", Value.of(end)).build();
    return Answer.json(
        Value.struct().with("range", range).with("blocks", Value.array(found)).build());
  }

  private Answer block(ApiRequest request) {
    var height = request.arguments().number("height");
    var view = ChainView.of(node);
    if (Long.compareUnsigned(height, view.height().value()) > 0) {
      throw refuse(
          Problem.notFound(
              "Failed to get block info",
              String.format(
                  Locale.ROOT,
                  "Requested block height (%s) exceeds the blockchain height (%s)",
                  Long.toUnsignedString(height),
                  view.height())));
    }
    return Answer.json(BlockValues.of(view, new Height(height), true, true, true).build());
  }

  private Answer transaction(ApiRequest request) {
    var hash = request.arguments().hash("hash");
    var pooled = Waiting.await(node.pooledTransaction(hash));
    // The pool first: what leaves it meanwhile is in the state that is taken afterwards.
    var view = ChainView.of(node);
    var location = view.proofs().location(hash);
    if (location.isPresent()) {
      var answer =
          Value.struct()
              .with("type", Value.of("committed"))
              .with("message", Value.hex(view.transaction(location.get())));
      return Answer.json(view.committed(answer, location.get()).build());
    }
    var message =
        pooled.orElseThrow(() ->
            refuse(Problem.notFound("Failed to get transaction info", "{\"type\":\"unknown\"}")));
    return Answer.json(
        Value.struct()
            .with("type", Value.of("in_pool"))
            .with("message", Value.hex(message))
            .build());
  }

  private Answer submit(ApiRequest request) {
    var body = request.json();
    var text = body.text("tx_body");
    body.finish();
    var hash = Transactions.submit(node, text).orElseThrow(problem -> refuse(problem));
    return Answer.json(Value.struct().with("tx_hash", Value.hex(hash.toBytes())).build());
  }

  private Answer transactionStatus(ApiRequest request) {
    var hash = request.arguments().hash("hash");
    var view = ChainView.of(node);
    var location =
        view.proofs()
            .location(hash)
            .orElseThrow(() ->
                refuse(
                    Problem.notFound(
                        "Transaction not committed",
                        String.format(
                            Locale.ROOT,
                            "Unknown transaction hash (%s...)",
                            hash.toString().substring(0, 8)))));
    return status(
        request, view, location.height(), new CallInBlock.Transaction(location.position()));
  }

  private Answer hookStatus(ApiRequest request, Function<InstanceId, CallInBlock> hook) {
    var height = request.arguments().number("height");
    var service = new InstanceId((int) request.arguments().number("service_id"));
    var view = ChainView.of(node);
    if (Long.compareUnsigned(height, view.height().value()) > 0) {
      throw refuse(
          Problem.notFound(
              "Block not found",
              String.format(
                  Locale.ROOT,
                  "Block with height %s is not yet created",
                  Long.toUnsignedString(height))));
    }
    return status(request, view, new Height(height), hook.apply(service));
  }

  private static Answer status(
      ApiRequest request, ChainView view, Height height, CallInBlock call) {
    if (!request.arguments().flag("with_proof")) {
      return Answer.json(ExecutionValues.status(view.schema().callError(height, call)));
    }
    var proof = view.proofs().call(height, call).orElseThrow();
    var answer = Value.struct();
    ProofValues.of(proof.blockProof()).members().forEach(answer::with);
    answer.with(
        "call_proof",
        ProofValues.of(proof.callProof(), ExecutionValues::call, ExecutionValues::error));
    if (!proof.errorDescription().isEmpty()) {
      answer.with("error_description", Value.of(proof.errorDescription()));
    }
    return Answer.json(answer.build());
  }

  static ProblemException refuse(Problem problem) {
    return problem.from(ExplorerArtifact.INSTANCE).exception();
  }

  /** Instance and method that a transaction calls. */
  static Value.Struct callInfo(VerifiedTransaction call) {
    return Value.struct()
        .with("instance_id", Value.of(call.instance().toLong()))
        .with("method_id", ExecutionValues.unsigned(call.method()))
        .build();
  }

  /** Transactions of a block as the explorer lists them. */
  static Value transactions(ChainView view, Height at) {
    var hashes = view.transactionHashes(at);
    var transactions = new ArrayList<Value>(hashes.size());
    for (var i = 0; i < hashes.size(); i++) {
      var call = VerifiedTransaction.trusted(view.transaction(new TxLocation(at, i)));
      transactions.add(
          Value.struct()
              .with("tx_hash", Value.hex(hashes.get(i).toBytes()))
              .with("call_info", callInfo(call))
              .build());
    }
    return Value.array(transactions);
  }
}
