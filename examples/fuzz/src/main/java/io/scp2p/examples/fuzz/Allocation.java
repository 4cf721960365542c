package io.scp2p.examples.fuzz;

import com.sun.management.ThreadMXBean;
import io.scp2p.core.wire.WireException;
import java.lang.management.ManagementFactory;

/**
 * What a decoder allocates: never more than a constant times what it was given. A length field that
 * is believed before its bytes are there shows here.
 */
final class Allocation {
  /** Bytes of objects for a byte of input: a list of empty texts comes closest. */
  static final long PER_BYTE = 256;

  /** Whatever the input: readers, writers, exceptions, records without content. */
  static final long SLACK_BYTES = 96 << 10;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ATTEMPTS = 3;

  /** Jazzer's hooks at comparisons allocate, too: what only it sees is no finding. */
  private static final int HOOKED = 32;

  private static volatile int factor = 1;

  private Allocation() {}

  /** What runs in this process runs under Jazzer. */
  static void hooked() {
    factor = HOOKED;
  }

  /**
   * Decodes.
   *
   * @param <T> what is decoded
   */
  @FunctionalInterface
  interface Decoding<T> {
    /** Decodes one input, always the same. */
    T run() throws WireException;
  }

  /** Runs a decoder and looks at what it took. The first run may load classes: it has another. */
  static <T> T bounded(int inputBytes, Decoding<T> decoding) throws WireException {
    long allowed = factor * (SLACK_BYTES + PER_BYTE * inputBytes);
    long taken = 0;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      T value;
      try {
        value = decoding.run();
      } catch (WireException refused) {
        taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (taken <= allowed) {
          throw refused;
        }
        continue;
      }
      taken = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (taken <= allowed) {
        return value;
      }
    }
    throw new Finding(inputBytes + " bytes of input made " + taken + " bytes of objects");
  }
}
