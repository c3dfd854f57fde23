package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.deploy;
import static io.supervisor.core.supervisor.TestChain.deployRequest;
import static io.supervisor.core.supervisor.TestChain.deployed;
import static io.supervisor.core.supervisor.TestChain.notDeployed;
import static io.supervisor.core.supervisor.TestChain.propose;
import static io.supervisor.core.supervisor.TestChain.vote;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.rules.Rules;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many validators it takes, for each number of them (supervisor.md section 5). */
class ThresholdTest {
  private static final ArtifactId WALLET = ArtifactId.parse("5:wallet:1.0.0");
  private static final ExecutionError BROKEN = ExecutionError.of(ErrorKind.RUNTIME, 1, "broken");

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "4, 3", "5, 4", "6, 5", "7, 5"})
  void deploymentsStartAtTheQuorum(int validators, int quorum) {
    for (var rules : Rules.values()) {
      var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, validators);
      var request = deployRequest(WALLET, 90);
      for (var i = 0; i < quorum; i++) {
        assertThat(chain.state(request)).as("%d of %d", i, validators).isEmpty();
        chain.commit(deploy(i, request));
      }
      assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "4, 3", "5, 4", "6, 5", "7, 5"})
  void proposalsAreAppliedAtTheQuorum(int validators, int quorum) {
    for (var rules : Rules.values()) {
      var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, validators);
      for (var votes = 1; votes <= validators; votes++) {
        var name = "x" + votes;
        var start = new ConfigChange.StartService(TestChain.PROBE, name, ByteString.EMPTY);
        var proposal =
            new ConfigPropose(chain.height() + votes, List.of(start), chain.configurationNumber());
        chain.commit(propose(0, proposal));
        for (var i = 1; i < votes; i++) {
          chain.commit(vote(i, proposal.hash()));
        }
        assertThat(chain.isStarted(name))
            .as("%d of %d", votes, validators)
            .isEqualTo(votes >= quorum);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void underTheOriginalsRulesAllHaveToReportSuccess(int validators) {
    var chain = pending(Rules.ORIGINAL, validators);
    var request = deployRequest(WALLET, 90);

    for (var i = 0; i < validators; i++) {
      assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
      chain.commit(deployed(i, request));
    }
    assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void underTheOriginalsRulesOneFailureIsEnough(int validators) {
    var chain = pending(Rules.ORIGINAL, validators);
    var request = deployRequest(WALLET, 90);

    chain.commit(notDeployed(0, request, BROKEN));

    assertThat(chain.state(request).orElseThrow()).isInstanceOf(AsyncEventState.Failed.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "4, 3", "5, 4", "6, 5", "7, 5"})
  void underOurRulesTheQuorumOfSuccessesDecides(int validators, int quorum) {
    var chain = pending(Rules.REVISED, validators);
    var request = deployRequest(WALLET, 90);

    for (var i = 0; i < quorum; i++) {
      assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
      chain.commit(deployed(i, request));
    }
    assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "4, 2", "5, 2", "6, 2", "7, 3"})
  void underOurRulesAsManyFailuresDecideAsMakeTheQuorumImpossible(int validators, int failures) {
    var chain = pending(Rules.REVISED, validators);
    var request = deployRequest(WALLET, 90);

    for (var i = 0; i < failures; i++) {
      assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
      chain.commit(notDeployed(i, request, BROKEN));
    }
    assertThat(chain.state(request).orElseThrow()).isInstanceOf(AsyncEventState.Failed.class);
  }

  private static TestChain pending(Rules rules, int validators) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, validators);
    chain.commit(deploy(0, deployRequest(WALLET, 90)));
    return chain;
  }
}
