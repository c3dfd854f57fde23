package io.supervisor.api.proof;

/** A proof is refused. Costs no stack trace, so that bad input is cheap to refuse. */
public final class InvalidProofException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ProofError error;

  public InvalidProofException(ProofError error) {
    super(error.toString(), null, false, false);
    this.error = error;
  }

  InvalidProofException(ProofError.Reason reason, String detail) {
    this(new ProofError(reason, detail));
  }

  public ProofError error() {
    return error;
  }
}
