package io.supervisor.server.artifact;

/** What a peer did that it should not have done. */
public enum Fault {
  /** It did not answer in time. */
  NO_ANSWER("did not answer", false),
  /** It gave another size than the request names, or one beyond the limit. */
  WRONG_SIZE("gave another size", true),
  /** Its hashes of chunks are not those of the request, or no such list at all. */
  WRONG_HASHES("gave other hashes of chunks", true),
  /** A chunk is not the one that was asked for. */
  WRONG_CHUNK("sent a wrong chunk", true),
  /** All its chunks are as it said, and make another file. */
  WRONG_FILE("sent another file", true),
  /** It sent what nobody asked for. */
  UNASKED("sent what was not asked for", true);

  private final String text;
  private final boolean isLie;

  Fault(String text, boolean isLie) {
    this.text = text;
    this.isLie = isLie;
  }

  /** No correct node does this; others may be slow, or gone. */
  boolean isLie() {
    return isLie;
  }

  /** For people: after "the peer". */
  public String text() {
    return text;
  }
}
