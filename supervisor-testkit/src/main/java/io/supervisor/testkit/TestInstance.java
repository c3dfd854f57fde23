package io.supervisor.testkit;

import com.google.protobuf.Message;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Signer;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.CheckedList;
import io.supervisor.api.proof.CheckedMap;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Access;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.blockchain.QueryEngine;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.runtime.InstanceState;
import java.util.Map;

/** An instance of a service, as its clients and its author see it in the last state. */
public final class TestInstance {
  private final TestNetwork network;
  private final String name;

  TestInstance(TestNetwork network, String name) {
    this.network = network;
    this.name = name;
  }

  public String name() {
    return name;
  }

  public InstanceSpec spec() {
    return state().spec();
  }

  /**
   * The instance as committed.
   *
   * @throws IllegalStateException if there is none of this name
   */
  public InstanceState state() {
    return new DispatcherSchema(network.state().access(""))
        .instance(name)
        .orElseThrow(() -> new IllegalStateException("no instance " + name));
  }

  /** Signs a transaction to it, which is sent to nobody. */
  public VerifiedTransaction transaction(Signer author, int method, Message arguments) {
    return transaction(author, method, arguments.toByteArray());
  }

  /** As above, with raw bytes as argument. */
  public VerifiedTransaction transaction(Signer author, int method, byte[] arguments) {
    return VerifiedTransaction.sign(spec().id(), method, arguments, author);
  }

  /** Answer to a question, whatever it is, on a port. */
  public QueryAnswer query(String read, Read.Visibility port, Map<String, String> arguments) {
    return new QueryEngine(network.dispatcher(), network.chain())
        .ask(network.state().view(), name, read, port, arguments);
  }

  /**
   * Answer to a question, on the private port, where all are answered.
   *
   * @throws IllegalStateException if it is refused, or fails
   */
  public Value ask(String read, Map<String, String> arguments) {
    var answer = query(read, Read.Visibility.PRIVATE, arguments);
    if (answer instanceof QueryAnswer.Answered(_, var value)) {
      return value;
    }
    var cause = answer instanceof QueryAnswer.Failed failed ? failed.thrown() : null;
    throw new IllegalStateException(answer.toString(), cause);
  }

  /** Its indexes, read-only. */
  public Access data() {
    return network.state().access(name + ".");
  }

  /**
   * Object hash of one of its Merkelized indexes, proven from the last block on.
   *
   * @param index without the name of the instance
   */
  public Hash provenIndex(String index) {
    return network.lightClient().index(name + "." + index);
  }

  /**
   * Checks the proof of a map, from the last block down to the entries.
   *
   * @param proof such as {@code data().proofMap(…).proof(keys)}
   */
  public CheckedMap provenMap(String index, MapKind kind, MapProof proof) {
    return proof.check(provenIndex(index), kind).orElseThrow();
  }

  /** Checks the proof of a list, from the last block down to the elements. */
  public CheckedList provenList(String index, ListProof proof) {
    return proof.check(provenIndex(index)).orElseThrow();
  }
}
