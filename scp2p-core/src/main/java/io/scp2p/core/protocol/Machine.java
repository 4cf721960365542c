package io.scp2p.core.protocol;

import java.util.List;
import java.util.OptionalLong;

/**
 * A protocol participant with no thread, socket, clock or randomness of its own.
 *
 * @param <I> what it is fed
 * @param <E> what it asks its caller to do
 */
public interface Machine<I, E> {
  /** Feeds one input; returns what the caller must do, in this order. */
  List<E> accept(long nowNanos, I input);

  /** Called at or after {@link #deadlineNanos()}; an early call changes nothing. */
  List<E> onTimeout(long nowNanos);

  /** When to call {@link #onTimeout} even if nothing arrives; empty when nothing is awaited. */
  OptionalLong deadlineNanos();
}
