package io.scp2p.examples.fuzz;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class has logged as a bug of its own. Nobody who only sends something makes it do so. */
final class Complaints extends Handler {
  private final AtomicInteger heard = new AtomicInteger();

  /** Held: a logger that nobody holds may be collected, and this with it. */
  private final Logger logger;

  private Complaints(Logger logger) {
    this.logger = logger;
  }

  static Complaints of(Class<?> type) {
    Complaints complaints = new Complaints(Logger.getLogger(type.getName()));
    complaints.logger.addHandler(complaints);
    return complaints;
  }

  boolean hasAny() {
    return heard.get() > 0;
  }

  void forget() {
    heard.set(0);
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
      heard.incrementAndGet();
    }
  }

  @Override
  public void flush() {
    // Nothing is kept back.
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
