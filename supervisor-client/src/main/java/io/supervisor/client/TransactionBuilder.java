package io.supervisor.client;

import com.google.protobuf.MessageLite;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.Signer;
import io.supervisor.api.crypto.VerifiedTransaction;

/**
 * Makes signed transactions. Two that are equal in instance, method, arguments and author are one
 * and the same, and are executed once: arguments need a number that differs where that is not
 * meant.
 */
public final class TransactionBuilder {
  private final InstanceId instance;
  private int method;
  private byte[] arguments = {};

  private TransactionBuilder(InstanceId instance) {
    this.instance = instance;
  }

  /** A transaction for an instance; of method 0 and without arguments unless they are set. */
  public static TransactionBuilder to(InstanceId instance) {
    return new TransactionBuilder(instance);
  }

  /** Unsigned number of the method. */
  public TransactionBuilder method(int method) {
    this.method = method;
    return this;
  }

  public TransactionBuilder arguments(MessageLite arguments) {
    this.arguments = arguments.toByteArray();
    return this;
  }

  public TransactionBuilder arguments(byte[] arguments) {
    this.arguments = arguments.clone();
    return this;
  }

  /** Signs what has been collected. */
  public VerifiedTransaction sign(Signer author) {
    return VerifiedTransaction.sign(instance, method, arguments, author);
  }
}
