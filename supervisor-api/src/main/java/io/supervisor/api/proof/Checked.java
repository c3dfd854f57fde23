package io.supervisor.api.proof;

import io.supervisor.api.MalformedMessageException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Verdict on a proof: what it proves, or why it is refused. */
public sealed interface Checked<T> {
  /** The proof is valid. */
  record Valid<T>(T value) implements Checked<T> {}

  /** The proof is not valid. */
  record Refused<T>(ProofError error) implements Checked<T> {}

  default boolean isValid() {
    return this instanceof Valid;
  }

  /**
   * What is proven.
   *
   * @throws InvalidProofException if the proof is refused
   */
  default T orElseThrow() {
    if (this instanceof Valid<T> valid) {
      return valid.value();
    }
    throw new InvalidProofException(((Refused<T>) this).error());
  }

  /** Goes on to what hangs on this proof. */
  default <U> Checked<U> flatMap(Function<? super T, Checked<U>> next) {
    return this instanceof Valid<T> valid
        ? next.apply(valid.value())
        : new Refused<>(((Refused<T>) this).error());
  }

  /** Turns the exceptions of a check into a verdict. */
  static <T> Checked<T> of(Supplier<T> check) {
    try {
      return new Valid<>(check.get());
    } catch (InvalidProofException e) {
      return new Refused<>(e.error());
    } catch (MalformedMessageException e) {
      return new Refused<>(
          new ProofError(ProofError.Reason.MALFORMED, e.reason() + ": " + e.getMessage()));
    }
  }
}
