package io.supervisor.examples.cryptocurrency;

import io.supervisor.api.CallException;

/** Codes of failed transactions. Source: examples.md section 3; the last one is ours. */
public enum CryptocurrencyError {
  WALLET_ALREADY_EXISTS("Wallet already exists."),
  SENDER_NOT_FOUND("Sender doesn't exist."),
  RECEIVER_NOT_FOUND("Receiver doesn't exist."),
  INSUFFICIENT_CURRENCY_AMOUNT("Insufficient currency amount."),
  SENDER_SAME_AS_RECEIVER("Sender is the same as receiver."),
  /** The receiver would hold 2^64 units or more. */
  BALANCE_OVERFLOW("The balance would exceed 2^64-1.");

  private final String text;

  CryptocurrencyError(String text) {
    this.text = text;
  }

  CallException exception() {
    return exception(text);
  }

  /** The failure with other words. */
  public CallException exception(String description) {
    return CallException.service(ordinal(), description);
  }
}
