package io.supervisor.server.setup;

import io.supervisor.server.config.Address;
import io.supervisor.server.config.ServicesFolder;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The network of one validator that {@code run-dev} runs. */
public final class SingleNode {
  private static final Address PEER = new Address("127.0.0.1", 6200);

  private SingleNode() {}

  /**
   * Makes its files, unless they are there: then those count.
   *
   * @param options addresses and services of the node
   * @return node.toml
   */
  public static Path create(Path folder, Finalizing options) {
    var config = folder.resolve(LocalNetwork.NODE_CONFIG);
    if (Files.exists(config)) {
      return config;
    }
    options.services().ifPresent(ServicesFolder::read);
    var template = folder.resolve(LocalNetwork.TEMPLATE);
    SetUp.generateTemplate(template, 1, SupervisorMode.SIMPLE);
    var part =
        SetUp.generateConfig(
            template,
            folder,
            new SetUp.Validator(
                PEER.toString(), Optional.of(PEER), Optional.empty(), () -> new char[0]));
    SetUp.finalizeConfig(folder.resolve(SetUp.PRIVATE_PART), config, List.of(part), options);
    return config;
  }
}
