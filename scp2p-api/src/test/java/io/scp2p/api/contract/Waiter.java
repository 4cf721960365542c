package io.scp2p.api.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How a contract lets time pass. In real time it watches the condition while others work; in a
 * simulated world it is what makes the world go round. The condition is asked on the caller's
 * thread, between steps, and may itself act: this is how contracts drive their writers.
 */
@FunctionalInterface
public interface Waiter {
  /** Waits until the condition holds or the limit has passed; returns whether it holds. */
  boolean await(BooleanSupplier condition, Duration limit);

  /** Watches the condition on the machine's clock. */
  static Waiter realTime() {
    return (condition, limit) -> {
      long deadlineNanos = System.nanoTime() + limit.toNanos();
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - deadlineNanos >= 0) {
          return condition.getAsBoolean();
        }
        LockSupport.parkNanos(200_000);
      }
      return true;
    };
  }
}
