package io.supervisor.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.SignatureRule;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.server.observe.Metrics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SubmissionsTest {
  @Test
  void afterAFaultOfOursNobodyWaits() throws Exception {
    var key = KeyPair.fromSeed(new byte[KeyPair.SEED_SIZE]);
    var message = VerifiedTransaction.sign(new InstanceId(1), 0, new byte[0], key).bytes();
    try (var metrics = new Metrics()) {
      var submissions =
          new Submissions(
              new InputQueue(),
              task -> assertThatThrownBy(task::run).hasMessage("no library"),
              Runnable::run,
              (_, _, _) -> {
                throw new IllegalStateException("no library");
              },
              () -> 1_000,
              metrics);
      // The first is answered as ever: it is no message at all.
      var answers = submissions.submit(List.of(new byte[] {1}, message, message));
      assertThat(answers.getFirst())
          .isCompletedWithValueMatching(answer -> answer instanceof Submission.Malformed);
      assertThat(answers.subList(1, 3)).allMatch(CompletableFuture::isCompletedExceptionally);
    }
  }

  @Test
  void whatTheNodeSignsItselfIsNoLongerThanWhatOthersMaySend() throws Exception {
    var key = KeyPair.fromSeed(new byte[KeyPair.SEED_SIZE]);
    var longest = VerifiedTransaction.sign(new InstanceId(1), 0, new byte[800], key);
    var tooLong = VerifiedTransaction.sign(new InstanceId(1), 0, new byte[801], key);
    var queue = new InputQueue();
    try (var metrics = new Metrics()) {
      var submissions =
          new Submissions(
              queue,
              Runnable::run,
              Runnable::run,
              SignatureRule::verify,
              () -> longest.bytes().length,
              metrics);
      assertThat(submissions.submitOwn(longest)).isNotDone();
      assertThat(submissions.submitOwn(tooLong))
          .isCompletedWithValueMatching(answer ->
              answer instanceof Submission.Malformed(var why)
                  && why.contains("got " + tooLong.bytes().length)
                  && why.contains("at most " + longest.bytes().length));
      assertThat(submissions.submit(List.of(tooLong.bytes())).getFirst())
          .isCompletedWithValue(submissions.submitOwn(tooLong).join());
    }
  }
}
