package io.supervisor.server.setup;

import io.supervisor.core.rules.Rules;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.ConsensusToml;
import io.supervisor.server.config.GeneralConfig;
import io.supervisor.server.config.PublicConfig;
import io.supervisor.server.config.PublicPart;
import io.supervisor.server.config.ServicesFolder;
import io.supervisor.server.config.Template;
import io.supervisor.server.config.TomlFile;
import io.supervisor.server.config.TomlTable;
import io.supervisor.server.signing.MasterKeyFile;
import io.supervisor.wire.Config;
import io.supervisor.wire.ValidatorKeys;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The set-up commands as functions. Each throws {@link ConfigException} for its user. */
public final class SetUp {
  public static final String PUBLIC_PART = "pub.toml";
  public static final String PRIVATE_PART = "sec.toml";
  public static final String MASTER_KEY = "master.key.toml";

  private SetUp() {}

  /** {@code generate-template}: writes the common part, with the usual heartbeat. */
  public static void generateTemplate(Path file, int validatorsCount, SupervisorMode mode) {
    generateTemplate(file, validatorsCount, mode, ConsensusToml.HEARTBEAT_MS);
  }

  /**
   * {@code generate-template}: writes the common part.
   *
   * @param heartbeatMs between the blocks of an idle network
   */
  public static void generateTemplate(
      Path file, int validatorsCount, SupervisorMode mode, int heartbeatMs) {
    if (validatorsCount < 1 || validatorsCount > 0xffff) {
      throw new ConfigException("validators count: got " + validatorsCount + ", want 1 to 65535");
    }
    if (heartbeatMs < 1) {
      throw new ConfigException("max propose timeout: got " + heartbeatMs + ", want 1 ms or more");
    }
    var general = new GeneralConfig(mode, validatorsCount, Rules.DEFAULT);
    TomlFile.write(file, new Template(ConsensusToml.template(heartbeatMs), general).toToml());
  }

  /**
   * What a validator has to decide.
   *
   * @param peerAddress that other nodes use; written as it is
   * @param listen empty = all interfaces of its family, same port
   * @param keyFolder where the key file goes; empty = the folder of the others
   * @param passphrase asked once it is known that all else is right
   */
  public record Validator(
      String peerAddress,
      Optional<Address> listen,
      Optional<Path> keyFolder,
      Supplier<char[]> passphrase) {}

  /** {@code generate-config}: makes keys, and a validator's public and private part. */
  public static PublicPart generateConfig(Path templateFile, Path folder, Validator validator) {
    var template = Template.read(templateFile);
    var address = address(validator.peerAddress());
    var listen = validator.listen().orElseGet(() -> everywhere(address));
    var keyFolder = validator.keyFolder().map(Path::toAbsolutePath);
    if (keyFolder.isPresent() && !Files.isDirectory(keyFolder.get())) {
      throw new ConfigException(keyFolder.get() + ": there is no such folder for the key file");
    }
    var keyFile = keyFolder.orElse(folder).resolve(MASTER_KEY);
    MasterKeyFile.requireNone(keyFile);
    var key = MasterKeyFile.create(keyFile, validator.passphrase().get());
    var keys =
        ValidatorKeys.newBuilder()
            .setConsensusKey(ConsensusToml.message(key.consensusKey().publicKey()))
            .setServiceKey(ConsensusToml.message(key.serviceKey().publicKey()))
            .build();
    var publicPart =
        new PublicPart(
            validator.peerAddress(), template.consensus(), template.general(), Optional.of(keys));
    TomlFile.write(folder.resolve(PUBLIC_PART), publicPart.toToml());
    TomlFile.write(
        folder.resolve(PRIVATE_PART),
        PrivatePart.create(
            key.consensusKey().publicKey(),
            validator.peerAddress(),
            listen,
            keyFolder.isPresent() ? keyFile.toString() : MASTER_KEY));
    return publicPart;
  }

  /** {@code finalize}: writes the configuration of one node from all public parts. */
  public static void finalizeConfig(
      Path privatePart, Path out, List<PublicPart> publicParts, Finalizing options) {
    var network = network(publicParts);
    options.services().ifPresent(ServicesFolder::read);
    var table = TomlFile.read(privatePart);
    var ownKey = table.text("consensus_public_key");
    var peers =
        sorted(publicParts).stream()
            .filter(part -> !consensusKey(part).toString().equals(ownKey))
            .map(part ->
                TomlTable.empty()
                    .with("address", address(part.address()).toString())
                    .with("public_key", consensusKey(part).toString()))
            .toList();
    addApi(table, options);
    table.with("master_key_path", keyPath(table.text("master_key_path"), privatePart, out));
    table.with("connect_list", TomlTable.empty().with("peers", peers));
    table.withOptional(
        "services_path", options.services().map(path -> path.toAbsolutePath().toString()));
    TomlFile.write(
        out,
        TomlTable.empty().with("private_config", table).with("public_config", network.toToml()));
  }

  /** What genesis is made of; checks the public parts in the order of the original. */
  private static PublicConfig network(List<PublicPart> parts) {
    if (parts.isEmpty()) {
      throw new ConfigException("public configs: got none, want at least one");
    }
    for (var part : parts) {
      if (part.keys().isEmpty()) {
        throw new ConfigException("public config of " + part.address() + ": no validator_keys");
      }
    }
    requireEqual(
        parts,
        PublicPart::consensus,
        "Found public configs with different consensus configuration.");
    requireEqual(
        parts, PublicPart::general, "Found public configs with different general configuration.");
    var keys = new HashSet<Object>();
    for (var part : parts) {
      if (!keys.add(consensusKey(part))) {
        throw new ConfigException(
            "Found duplicate consensus keys in public configs: " + consensusKey(part));
      }
    }
    var general = parts.getFirst().general();
    if (general.validatorsCount() != parts.size()) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "The number of validators (%d) does not match the number of validators keys (%d).",
              general.validatorsCount(),
              parts.size()));
    }
    var consensus = Config.newBuilder(parts.getFirst().consensus()).clearValidatorKeys();
    sorted(parts).forEach(part -> consensus.addValidatorKeys(part.keys().orElseThrow()));
    return new PublicConfig(consensus.build(), general);
  }

  private static <T> void requireEqual(
      List<PublicPart> parts, Function<PublicPart, T> of, String problem) {
    var first = of.apply(parts.getFirst());
    for (var part : parts) {
      if (!of.apply(part).equals(first)) {
        throw new ConfigException(
            problem + " See those of " + parts.getFirst().address() + " and " + part.address());
      }
    }
  }

  /** Ids of validators are their places in this order. */
  private static List<PublicPart> sorted(List<PublicPart> parts) {
    return parts.stream().sorted(Comparator.comparing(SetUp::consensusKey)).toList();
  }

  private static io.supervisor.api.PublicKey consensusKey(PublicPart part) {
    return ConsensusToml.key(part.keys().orElseThrow().getConsensusKey());
  }

  private static void addApi(TomlTable table, Finalizing options) {
    var api = table.findTable("api").orElseGet(TomlTable::empty);
    api.withOptional("public_api_address", options.publicHttp().map(Address::toString))
        .withOptional("private_api_address", options.privateHttp().map(Address::toString))
        .withOptional("grpc_public_address", options.publicGrpc().map(Address::toString))
        .withOptional("grpc_private_address", options.privateGrpc().map(Address::toString))
        .withOptional("public_allow_origin", options.publicOrigin())
        .withOptional("private_allow_origin", options.privateOrigin());
    table.with("api", api);
  }

  /** A relative path counts from the file that holds it, so it changes with the folder. */
  private static String keyPath(String path, Path privatePart, Path out) {
    var from = privatePart.toAbsolutePath().resolveSibling(path).normalize();
    var to = out.toAbsolutePath().resolveSibling(path).normalize();
    return from.equals(to) || !Files.exists(from) ? path : from.toString();
  }

  private static Address address(String text) {
    try {
      return Address.parse(text, Address.PEER_PORT);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("peer address: got \"" + text + "\": " + e.getMessage(), e);
    }
  }

  private static Address everywhere(Address peer) {
    try {
      var any = InetAddress.getByName(peer.host()) instanceof Inet6Address ? "::" : "0.0.0.0";
      return new Address(any, peer.port());
    } catch (UnknownHostException e) {
      throw new ConfigException(
          "peer address: the host " + peer.host() + " is unknown; give --listen-address", e);
    }
  }
}
