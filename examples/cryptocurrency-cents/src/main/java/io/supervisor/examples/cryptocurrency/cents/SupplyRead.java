package io.supervisor.examples.cryptocurrency.cents;

import io.supervisor.api.service.ProofValues;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.ReadArguments;
import io.supervisor.api.service.ReadContext;
import io.supervisor.api.service.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The supply with its proof from the last block down.
 *
 * <pre>
 * { "block_proof":  block and precommits,
 *   "supply_proof": map proof INSTANCE.supply → hash of the entry, against state_hash,
 *   "supply":       cents }
 * </pre>
 */
final class SupplyRead {
  static final Read READ = Read.ofPublic("v1/supply", List.of(), SupplyRead::answer);

  private SupplyRead() {}

  private static Value answer(ReadContext context, ReadArguments arguments) {
    var proof =
        ProofValues.of(
            context.indexProof(Supply.INDEX),
            name -> Value.of(new String(name, StandardCharsets.UTF_8)),
            Value::hex);
    return Value.struct()
        .with("block_proof", ProofValues.of(context.block()))
        .with("supply_proof", proof)
        .with("supply", Value.ofUnsigned(new Supply(context.data()).cents()))
        .build();
  }
}
