package io.supervisor.api.crypto;

import io.supervisor.api.crypto.EncryptedMasterKey.Problem;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Secret from which both keys of a node are derived, and its encrypted form. Source: cli.md section
 * 3, master.key.toml: libsodium's secretbox under a key from scrypt; children by BLAKE2b keyed with
 * their parent.
 */
public final class MasterKey {
  /** Size of the seed in bytes. */
  public static final int SEED_SIZE = 32;

  private static final int SALT_SIZE = 32;
  private static final int NONCE_SIZE = 24;
  private static final int MAC_SIZE = 16;
  private static final int KEY_SIZE = 32;

  /** What libsodium makes of opslimit 524288 and memlimit 16777216. */
  private static final int SCRYPT_N = 16_384;

  private static final int SCRYPT_R = 8;
  private static final int SCRYPT_P = 1;

  private final byte[] seed;

  private MasterKey(byte[] seed) {
    this.seed = seed;
  }

  /**
   * The key of a seed, which is copied.
   *
   * @throws IllegalArgumentException unless there are {@link #SEED_SIZE} bytes
   */
  public static MasterKey fromSeed(byte[] seed) {
    if (seed.length != SEED_SIZE) {
      throw new IllegalArgumentException(
          "master key: got " + seed.length + " bytes, want " + SEED_SIZE);
    }
    return new MasterKey(seed.clone());
  }

  public static MasterKey generate(SecureRandom random) {
    var seed = new byte[SEED_SIZE];
    random.nextBytes(seed);
    return new MasterKey(seed);
  }

  /** Key that signs proposals, votes and precommits. */
  public KeyPair consensusKey() {
    return child("consensus");
  }

  /** Key that signs the transactions of the node's administrator and services. */
  public KeyPair serviceKey() {
    return child("service");
  }

  /** A copy. */
  public byte[] seed() {
    return seed.clone();
  }

  private KeyPair child(String name) {
    var salt = Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), 16);
    var child = derive(seed, salt, "name");
    return KeyPair.fromSeed(derive(child, new byte[16], "bytes"));
  }

  private static byte[] derive(byte[] key, byte[] salt, String purpose) {
    var person = Arrays.copyOf(purpose.getBytes(StandardCharsets.US_ASCII), 16);
    var derived = new byte[KEY_SIZE];
    new Blake2bDigest(key, KEY_SIZE, salt, person).doFinal(derived, 0);
    return derived;
  }

  /** Encrypts the seed under a passphrase, which may be empty. Takes 16 MB and some 50 ms. */
  public EncryptedMasterKey encrypt(char[] passphrase, SecureRandom random) {
    var salt = new byte[SALT_SIZE];
    var nonce = new byte[NONCE_SIZE];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    var box = new Box(scrypt(passphrase, salt), nonce);
    var ciphertext = box.crypt(seed);
    return new EncryptedMasterKey(
        ciphertext,
        box.mac(ciphertext),
        EncryptedMasterKey.KDF,
        EncryptedMasterKey.CIPHER,
        salt,
        EncryptedMasterKey.MEMLIMIT,
        EncryptedMasterKey.OPSLIMIT,
        nonce);
  }

  /**
   * Decrypts a key file. Takes 16 MB and some 50 ms.
   *
   * @throws EncryptedMasterKey.UnreadableException if the passphrase is not the one that the file
   *     was made with, or the file is damaged or of another kind
   */
  public static MasterKey decrypt(EncryptedMasterKey file, char[] passphrase) {
    checkKind(file);
    var box = new Box(scrypt(passphrase, file.salt()), file.iv());
    if (!MessageDigest.isEqual(box.mac(file.ciphertext()), file.mac())) {
      throw new EncryptedMasterKey.UnreadableException(
          Problem.WRONG_PASSPHRASE, "the passphrase is wrong, or the file is damaged");
    }
    return new MasterKey(box.crypt(file.ciphertext()));
  }

  private static void checkKind(EncryptedMasterKey file) {
    require("kdf", file.kdf(), EncryptedMasterKey.KDF);
    require("cipher", file.cipher(), EncryptedMasterKey.CIPHER);
    require("memlimit", file.memlimit(), EncryptedMasterKey.MEMLIMIT);
    require("opslimit", file.opslimit(), EncryptedMasterKey.OPSLIMIT);
    require("bytes of salt", file.salt().length, SALT_SIZE);
    require("bytes of iv", file.iv().length, NONCE_SIZE);
    require("bytes of mac", file.mac().length, MAC_SIZE);
    require("bytes of ciphertext", file.ciphertext().length, SEED_SIZE);
  }

  private static void require(String what, Object got, Object want) {
    if (!got.equals(want)) {
      throw new EncryptedMasterKey.UnreadableException(
          Problem.UNKNOWN_KIND, what + ": got " + got + ", want " + want);
    }
  }

  private static byte[] scrypt(char[] passphrase, byte[] salt) {
    var encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
    var bytes = Arrays.copyOf(encoded.array(), encoded.limit());
    try {
      return SCrypt.generate(bytes, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P, KEY_SIZE);
    } finally {
      Arrays.fill(encoded.array(), (byte) 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The first 32 bytes of the XSalsa20 stream are the key of the MAC, the rest encrypts. */
  private record Box(byte[] key, byte[] nonce) {
    byte[] crypt(byte[] text) {
      var result = new byte[text.length];
      var stream = stream();
      stream.processBytes(new byte[KEY_SIZE], 0, KEY_SIZE, new byte[KEY_SIZE], 0);
      stream.processBytes(text, 0, text.length, result, 0);
      return result;
    }

    byte[] mac(byte[] ciphertext) {
      var macKey = new byte[KEY_SIZE];
      stream().processBytes(new byte[KEY_SIZE], 0, KEY_SIZE, macKey, 0);
      var poly = new Poly1305();
      poly.init(new KeyParameter(macKey));
      poly.update(ciphertext, 0, ciphertext.length);
      var mac = new byte[MAC_SIZE];
      poly.doFinal(mac, 0);
      return mac;
    }

    private XSalsa20Engine stream() {
      var stream = new XSalsa20Engine();
      stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
      return stream;
    }
  }
}
