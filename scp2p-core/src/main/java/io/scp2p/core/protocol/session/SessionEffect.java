package io.scp2p.core.protocol.session;

import io.scp2p.core.wire.frame.Envelope;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a session wants done, in the order of the list. */
public sealed interface SessionEffect {
  /**
   * Send one frame.
   *
   * @param lane where; a new positive lane means a new stream
   * @param frame all of it, or all but the tail
   * @param tail the end of the frame if it is big and lies elsewhere, so that nobody copies it
   * @param last nothing follows from this side on that lane, if it is a stream of its own
   */
  record Send(long lane, ByteBuffer frame, @Nullable ByteBuffer tail, boolean last)
      implements SessionEffect {
    Send(long lane, ByteBuffer frame, boolean last) {
      this(lane, frame, null, last);
    }

    /** How long the frame is. */
    public int bytes() {
      return frame.remaining() + (tail == null ? 0 : tail.remaining());
    }
  }

  /** A request was answered, perhaps with an error text. */
  record Answered(long ticket, Envelope answer) implements SessionEffect {}

  /** A request was not answered and will not be. */
  record Failed(long ticket, SessionFailure why) implements SessionEffect {}

  /** The peer asks; answer with {@link SessionInput.Answer} under the same ticket. */
  record Serve(long ticket, Envelope request) implements SessionEffect {}

  /** Nobody here is interested in what still comes on this lane. */
  record Abandon(long lane) implements SessionEffect {}

  /** Close the connection. Every open request was failed before; nothing comes after this. */
  record Close(SessionFailure why) implements SessionEffect {}
}
