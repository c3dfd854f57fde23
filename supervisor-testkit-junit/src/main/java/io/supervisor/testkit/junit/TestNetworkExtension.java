package io.supervisor.testkit.junit;

import io.supervisor.testkit.Checkpoint;
import io.supervisor.testkit.TestNetwork;
import io.supervisor.testkit.TestNetworkBuilder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Opens and closes a test network, and hands it to tests that have a parameter for it.
 *
 * <pre>
 * &#64;RegisterExtension
 * static final TestNetworkExtension NETWORK =
 *     TestNetworkExtension.of(TestNetwork.builder()…).prepared(network -&gt; …);
 *
 * &#64;Test
 * void aWalletIsCreated(TestNetwork network) {
 * </pre>
 *
 * <p>In a static field one network serves all tests of the class, and goes back after each to how
 * it was before the first; else each test has a network of its own. For tests that run one after
 * the other.
 */
public final class TestNetworkExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {
  private final TestNetworkBuilder builder;
  private final Consumer<TestNetwork> preparation;
  private @Nullable Opened opened;
  private boolean shared;

  private record Opened(TestNetwork network, Checkpoint prepared) {}

  private TestNetworkExtension(TestNetworkBuilder builder, Consumer<TestNetwork> preparation) {
    this.builder = builder;
    this.preparation = preparation;
  }

  public static TestNetworkExtension of(TestNetworkBuilder builder) {
    return new TestNetworkExtension(builder, _ -> {});
  }

  /** The same, with something that is done before all tests. */
  public TestNetworkExtension prepared(Consumer<TestNetwork> preparation) {
    return new TestNetworkExtension(builder, this.preparation.andThen(preparation));
  }

  /**
   * The network.
   *
   * @throws IllegalStateException outside of tests
   */
  public TestNetwork network() {
    return opened().network();
  }

  private Opened opened() {
    if (opened == null) {
      throw new IllegalStateException("the network is open during tests only");
    }
    return opened;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    shared = true;
    open();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!shared) {
      open();
    }
  }

  private void open() {
    var network = builder.build();
    preparation.accept(network);
    opened = new Opened(network, network.checkpoint());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (shared) {
      network().rollback(opened().prepared());
    } else {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  private void close() {
    if (opened != null) {
      opened.network().close();
      opened = null;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestNetwork.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return network();
  }
}
