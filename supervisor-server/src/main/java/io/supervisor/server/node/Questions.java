package io.supervisor.server.node;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * What clients want to know of an object that one thread owns, answered by that thread between two
 * steps. An answered question leaves nothing behind, however long the thread lives.
 *
 * @param <S> who is asked
 */
final class Questions<S> {
  private record Question<S, T>(Function<S, T> question, CompletableFuture<T> answer) {
    void answer(S subject) {
      answer.complete(question.apply(subject));
    }

    void refuse() {
      answer.completeExceptionally(new NodeStoppedException());
    }
  }

  private final CompletableFuture<Void> ended;
  private final Queue<Question<S, ?>> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param ended completed when nobody answers any more, after which {@link #refuseAll} is called
   */
  Questions(CompletableFuture<Void> ended) {
    this.ended = ended;
  }

  /** Any thread. Fails with {@link NodeStoppedException} if nobody answers any more. */
  <T> CompletableFuture<T> ask(Function<S, T> question) {
    var answer = new CompletableFuture<T>();
    waiting.add(new Question<>(question, answer));
    // Hung onto the end instead, every answer would stay on the heap as long as the node runs.
    if (ended.isDone()) {
      refuseAll();
    }
    return answer;
  }

  /** Called by the owner of the subject. */
  void answerAll(S subject) {
    for (var question = waiting.poll(); question != null; question = waiting.poll()) {
      question.answer(subject);
    }
  }

  /** Whoever waits is told that the node stops. */
  void refuseAll() {
    for (var question = waiting.poll(); question != null; question = waiting.poll()) {
      question.refuse();
    }
  }
}
