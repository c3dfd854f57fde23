package io.supervisor.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QuestionsTest {
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Questions<String> questions = new Questions<>(ended);

  @Test
  void anAnsweredQuestionLeavesNothingBehind() {
    for (int i = 0; i < 100; i++) {
      var answer = questions.ask(String::length);
      questions.answerAll("four");
      assertThat(answer).isCompletedWithValue(4);
    }
    assertThat(ended.getNumberOfDependents()).isZero();
  }

  @Test
  void whoWaitsAtTheEndIsRefusedAndSoIsWhoComesLater() {
    var before = questions.ask(String::length);
    ended.complete(null);
    questions.refuseAll();
    var after = questions.ask(String::length);
    assertThatThrownBy(before::join).hasCauseInstanceOf(NodeStoppedException.class);
    assertThatThrownBy(after::join).hasCauseInstanceOf(NodeStoppedException.class);
  }
}
