package io.supervisor.api.crypto;

/**
 * Content of master.key.toml: ciphertext, mac, kdf and cipher of its section {@code [key]}, salt,
 * memlimit and opslimit of {@code [key.kdfparams]}, iv of {@code [key.cipherparams]}. Byte strings
 * are hexadecimal digits in the file. Source: cli.md section 3.
 */
public record EncryptedMasterKey(
    byte[] ciphertext,
    byte[] mac,
    String kdf,
    String cipher,
    byte[] salt,
    long memlimit,
    long opslimit,
    byte[] iv) {
  /** The one way to make a key of a passphrase. */
  public static final String KDF = "scrypt-nacl";

  /** The one cipher. */
  public static final String CIPHER = "xsalsa20-poly1305";

  public static final long MEMLIMIT = 16_777_216;
  public static final long OPSLIMIT = 524_288;

  /** Why a file cannot be decrypted. */
  public enum Problem {
    WRONG_PASSPHRASE,
    UNKNOWN_KIND
  }

  /** The file cannot be decrypted. */
  public static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Problem problem;

    UnreadableException(Problem problem, String detail) {
      super(detail);
      this.problem = problem;
    }

    public Problem problem() {
      return problem;
    }
  }
}
