package io.scp2p.transport.tcp;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.LongSupplier;

/**
 * Sizes each socket read by the credit of the stream: bulk arrives in few system calls, and what is
 * read and may not be delivered yet stays below {@value #LEAST_BYTES} bytes or a TLS record.
 */
final class CreditSizedReads extends DefaultMaxMessagesRecvByteBufAllocator {
  /** For handshakes, alerts and small frames. */
  static final int LEAST_BYTES = 4 << 10;

  /** A chunk: reads beyond that no longer save anything. */
  static final int MOST_BYTES = 272 << 10;

  private static final int RECORD_BYTES = 16 << 10;

  /** Around each TLS record: header, content type, tag; a little more in TLS 1.2. */
  private static final int RECORD_OVERHEAD_BYTES = 32;

  private final LongSupplier creditBytes;

  /**
   * Sizes reads.
   *
   * @param creditBytes asked on the event loop before each read
   */
  CreditSizedReads(LongSupplier creditBytes) {
    this.creditBytes = creditBytes;
  }

  /** How long a read may be that carries {@code credit} bytes of content. */
  static int sizeFor(long credit) {
    long content = Math.min(credit, MOST_BYTES);
    long records = content / RECORD_BYTES + 1;
    return (int)
        Math.max(LEAST_BYTES, Math.min(MOST_BYTES, content + records * RECORD_OVERHEAD_BYTES));
  }

  @Override
  public ExtendedHandle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return sizeFor(creditBytes.getAsLong());
      }
    };
  }
}
