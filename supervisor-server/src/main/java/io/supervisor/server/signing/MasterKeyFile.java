package io.supervisor.server.signing;

import io.supervisor.api.crypto.EncryptedMasterKey;
import io.supervisor.api.crypto.MasterKey;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.TomlFile;
import io.supervisor.server.config.TomlTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** File master.key.toml (cli.md section 3): readable by its owner only, and never overwritten. */
public final class MasterKeyFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private MasterKeyFile() {}

  /** Makes a key and its file; refuses to overwrite one. */
  public static MasterKey create(Path file, char[] passphrase) {
    var random = new SecureRandom();
    var key = MasterKey.generate(random);
    var text = TomlFile.print(table(key.encrypt(passphrase, random)));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      // With these permissions from the first moment on, not only after the key is in it.
      try (var channel =
          Files.newByteChannel(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
        channel.write(StandardCharsets.UTF_8.encode(text));
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(file, e);
    } catch (IOException e) {
      throw new ConfigException("Failed to create secret key file. " + file + ": " + e, e);
    }
    return key;
  }

  /** Says before a passphrase is asked for what {@link #create} would say after. */
  public static void requireNone(Path file) {
    if (Files.exists(file)) {
      throw exists(file, null);
    }
  }

  private static ConfigException exists(Path file, @Nullable Throwable cause) {
    return new ConfigException("Failed to create secret key file. File exists: " + file, cause);
  }

  /** Reads and decrypts a file; refuses one that others than its owner may use. */
  public static MasterKey read(Path file, char[] passphrase) {
    requireOwnerOnly(file);
    var root = TomlFile.read(file);
    try {
      return MasterKey.decrypt(encrypted(root), passphrase);
    } catch (EncryptedMasterKey.UnreadableException e) {
      throw new ConfigException(
          "Could not read master_key_path from file " + file + ": " + e.getMessage(), e);
    }
  }

  private static void requireOwnerOnly(Path file) {
    try {
      var permissions = Files.getPosixFilePermissions(file);
      var others = EnumSet.noneOf(PosixFilePermission.class);
      others.addAll(permissions);
      others.removeIf(permission -> permission.name().startsWith("OWNER"));
      if (!others.isEmpty()) {
        throw new ConfigException(
            "Could not read master_key_path from file "
                + file
                + ": others than its owner may use it ("
                + PosixFilePermissions.toString(permissions)
                + "); run chmod 600 on it");
      }
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          "Could not read master_key_path from file " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw new ConfigException(
          "Could not read master_key_path from file " + file + ": " + e.getMessage(), e);
    }
  }

  private static EncryptedMasterKey encrypted(TomlTable root) {
    var key = root.table("key");
    var kdf = key.table("kdfparams");
    return new EncryptedMasterKey(
        bytes(key, "ciphertext"),
        bytes(key, "mac"),
        key.text("kdf"),
        key.text("cipher"),
        bytes(kdf, "salt"),
        kdf.number("memlimit", Long.MAX_VALUE),
        kdf.number("opslimit", Long.MAX_VALUE),
        bytes(key.table("cipherparams"), "iv"));
  }

  private static byte[] bytes(TomlTable table, String key) {
    return table.parse(key, HexFormat.of()::parseHex);
  }

  private static TomlTable table(EncryptedMasterKey key) {
    var hex = HexFormat.of();
    return TomlTable.empty()
        .with(
            "key",
            TomlTable.empty()
                .with("ciphertext", hex.formatHex(key.ciphertext()))
                .with("mac", hex.formatHex(key.mac()))
                .with("kdf", key.kdf())
                .with("cipher", key.cipher())
                .with(
                    "kdfparams",
                    TomlTable.empty()
                        .with("salt", hex.formatHex(key.salt()))
                        .with("memlimit", key.memlimit())
                        .with("opslimit", key.opslimit()))
                .with("cipherparams", TomlTable.empty().with("iv", hex.formatHex(key.iv()))));
  }
}
