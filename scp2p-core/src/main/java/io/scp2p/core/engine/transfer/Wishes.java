package io.scp2p.core.engine.transfer;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The pauses and resumptions callers have asked for, fulfilled one after another in the order of
 * the calls: a resumption waits until the pause before it has released everything. Every answer is
 * given exactly once, by whoever takes it out of the open ones.
 */
final class Wishes {
  /** Unanswered calls for one transfer; more is a caller in a loop. */
  static final int MAX_OPEN = 1_024;

  /** What can be wished for. */
  enum Kind {
    PAUSE,
    RESUME
  }

  /** A wish being fulfilled, or in the queue. */
  static final class Wish {
    final Kind kind;
    private final Sinks.Empty<Void> answer;

    Wish(Kind kind, Sinks.Empty<Void> answer) {
      this.kind = kind;
      this.answer = answer;
    }
  }

  private final Set<Sinks.Empty<Void>> open = ConcurrentHashMap.newKeySet();
  private final Deque<Wish> waiting = new ArrayDeque<>();
  private @Nullable Wish current;
  private @Nullable Scp2pException unkept;
  private volatile @Nullable Supplier<Scp2pException> refusal;

  /** From any thread: an answer to give, or the reason why there will be none. */
  Mono<Void> open(Consumer<Sinks.Empty<Void>> ask) {
    if (open.size() >= MAX_OPEN) {
      String text = "Too many calls of pause() and resume() wait for an answer.";
      return Mono.error(new Scp2pException(ErrorCode.TOO_BUSY, text));
    }
    Sinks.Empty<Void> answer = Sinks.unsafe().empty();
    open.add(answer);
    Supplier<Scp2pException> refused = refusal;
    // Looked at after it was added: who refuses everything sees it, or is seen here.
    if (refused != null && open.remove(answer)) {
      return Mono.error(refused.get());
    }
    ask.accept(answer);
    return answer.asMono();
  }

  /** On the loop, as everything below: takes in a wish. */
  void add(Kind kind, Sinks.Empty<Void> answer) {
    waiting.add(new Wish(kind, answer));
  }

  /** The next wish, if none is being fulfilled; it is then current. */
  @Nullable Wish next() {
    if (current != null) {
      return null;
    }
    current = waiting.poll();
    unkept = null;
    return current;
  }

  boolean isCurrent(Wish wish) {
    return wish == current;
  }

  /** The current one is answered with a failure, though it will be fulfilled. */
  void unkept(Scp2pException why) {
    unkept = why;
  }

  /** Fulfilled; false if it was before. */
  boolean fulfilled(Wish wish) {
    if (wish != current) {
      return false;
    }
    current = null;
    if (open.remove(wish.answer)) {
      if (unkept == null) {
        wish.answer.tryEmitEmpty();
      } else {
        wish.answer.tryEmitError(unkept);
      }
    }
    return true;
  }

  /** Answers every wish, present and future, with an error. */
  void refuseAll(Supplier<Scp2pException> why) {
    refusal = why;
    current = null;
    waiting.clear();
    for (Sinks.Empty<Void> answer : List.copyOf(open)) {
      if (open.remove(answer)) {
        answer.tryEmitError(why.get());
      }
    }
  }
}
