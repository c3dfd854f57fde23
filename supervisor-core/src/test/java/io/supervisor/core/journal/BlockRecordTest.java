package io.supervisor.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.message.Draft;
import io.supervisor.core.consensus.message.Precommit;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockRecordTest {
  @Test
  void theRoundIsThatOfThePrecommits() {
    assertThat(decidedBy(List.of(precommit(0, 3), precommit(2, 3))).round()).isEqualTo(3);
  }

  @Test
  void genesisHasNoRound() {
    assertThat(decidedBy(List.of()).round()).isZero();
  }

  private static BlockRecord decidedBy(List<ByteString> precommits) {
    return new BlockRecord(ByteString.EMPTY, precommits, List.of(), List.of());
  }

  private static ByteString precommit(int validator, int round) {
    var message =
        new Precommit(
            new ValidatorId(validator), new Height(7), round, Hash.ZERO, Hash.ZERO, Instant.EPOCH);
    return Draft.of(message)
        .signed(PublicKey.of(new byte[PublicKey.SIZE]), Signature.of(new byte[Signature.SIZE]))
        .toByteString();
  }
}
