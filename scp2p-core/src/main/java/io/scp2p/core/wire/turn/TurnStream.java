package io.scp2p.core.wire.turn;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.stun.StunMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream of TCP into messages of STUN and channel data (RFC 8656 section 12.5). Holds at
 * most one unfinished message, whose length has 16 bits.
 */
public final class TurnStream {
  /** The longest message: a STUN header, and what its length field can say. */
  public static final int MAX_MESSAGE_BYTES = StunMessage.HEADER_BYTES + 65_535;

  private static final int WORD = 4;
  private static final int LENGTH_AT = 2;
  private static final int KIND = 0xc0;
  private static final int CHANNEL = 0x40;
  private static final int FIRST_BYTES = 2_048;

  private byte[] held = new byte[FIRST_BYTES];
  private int size;

  /** To whole words. */
  static int padded(int size) {
    return (size + WORD - 1) & -WORD;
  }

  /**
   * Takes what came, and returns the messages that are complete with it.
   *
   * @throws WireException if that is neither; the stream is of no use any more
   */
  public List<Bytes> accept(Bytes more) throws WireException {
    List<Bytes> messages = new ArrayList<>();
    int at = 0;
    while (at < more.size()) {
      // Bounded by what one message can be, however much comes at once.
      int room = Math.min(more.size() - at, MAX_MESSAGE_BYTES + WORD - size);
      append(more.slice(at, room));
      at += room;
      cut(messages);
    }
    return messages;
  }

  private void append(Bytes part) {
    if (size + part.size() > held.length) {
      held = Arrays.copyOf(held, Math.max(size + part.size(), 2 * held.length));
    }
    part.copyTo(held, size);
    size += part.size();
  }

  private void cut(List<Bytes> messages) throws WireException {
    int from = 0;
    while (size - from >= WORD) {
      int length = ((held[from + LENGTH_AT] & 0xff) << 8) | (held[from + LENGTH_AT + 1] & 0xff);
      int whole =
          switch (held[from] & KIND) {
            case 0 -> StunMessage.HEADER_BYTES + length;
            case CHANNEL -> padded(ChannelData.HEADER_BYTES + length);
            default -> throw new WireException(Reason.MALFORMED, "neither STUN nor a channel");
          };
      if (size - from < whole) {
        break;
      }
      messages.add(Bytes.wrap(Arrays.copyOfRange(held, from, from + whole)));
      from += whole;
    }
    System.arraycopy(held, from, held, 0, size - from);
    size -= from;
  }
}
