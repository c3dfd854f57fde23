package io.supervisor.examples.cryptocurrency.cents;

import static io.supervisor.examples.cryptocurrency.CryptocurrencyService.method;

import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Service;
import io.supervisor.examples.cryptocurrency.CryptocurrencyService;
import io.supervisor.examples.cryptocurrency.message.CreateWallet;
import io.supervisor.examples.cryptocurrency.message.Issue;
import io.supervisor.examples.cryptocurrency.message.Transfer;
import java.util.ArrayList;
import java.util.List;

/**
 * Version 0.3.0 of the cryptocurrency: methods, reads and codes of 0.2.0, but all amounts are
 * cents, a hundredth of the units of before, and what creates money counts it in the {@link
 * Supply}. It gives no new wallet and issues nothing once the supply has no room left.
 *
 * <p>The messages do not say what they count: a transfer that was signed for the version before,
 * and is executed after the migration, moves cents. Whoever signs asks the network for the version.
 */
final class CentsService implements Service {
  /** As much as in the version before. */
  private static final long INITIAL_CENTS = 100 * WalletsInCents.CENTS_OF_UNIT;

  private static final List<Method<?>> METHODS =
      List.of(
          method(0, "transfer", Transfer.parser(), CryptocurrencyService::transfer),
          method(1, "issue", Issue.parser(), CentsService::issue),
          method(2, "create_wallet", CreateWallet.parser(), CentsService::createWallet));

  private final Service before = new CryptocurrencyService();

  @Override
  public List<Method<?>> methods() {
    return METHODS;
  }

  @Override
  public List<Read> reads() {
    var reads = new ArrayList<>(before.reads());
    reads.add(SupplyRead.READ);
    return reads;
  }

  @Override
  public void initialize(CallContext context, byte[] params) {
    before.initialize(context, params);
    new Supply(context.data()).open();
  }

  // A call that fails leaves nothing: not the wallet either, when the supply has no room for it.

  private static void issue(CallContext context, Issue issue) {
    CryptocurrencyService.issue(context, issue);
    new Supply(context.data()).add(issue.getAmount());
  }

  private static void createWallet(CallContext context, CreateWallet request) {
    CryptocurrencyService.createWallet(context, request, INITIAL_CENTS);
    new Supply(context.data()).add(INITIAL_CENTS);
  }
}
