package io.scp2p.core.protocol.serving;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.RateWindow;
import io.scp2p.core.wire.message.MessageCodec;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Who asks on one session, and in which language. One object for each session. */
public final class Requester {
  /**
   * Requests without meaning that one session may send within 60 s. A node that probes for
   * extensions sends a handful (section 22.3); one that goes on has nothing to say.
   */
  public static final int MAX_MALFORMED_PER_WINDOW = 64;

  private final @Nullable NodeKey key;
  private final @Nullable InetAddress address;
  private final MessageCodec codec;
  private final boolean bulk;
  private final long session;
  private final RateWindow malformed = new RateWindow(MAX_MALFORMED_PER_WINDOW, RateWindows.WINDOW);

  private Requester(
      @Nullable NodeKey key,
      @Nullable InetAddress address,
      MessageCodec codec,
      boolean bulk,
      long session) {
    this.session = session;
    this.key = key;
    this.address = address;
    this.codec = codec;
    this.bulk = bulk;
  }

  /** A peer that speaks v1 and nothing else. */
  public static Requester v1(NodeKey key, InetAddress address) {
    return new Requester(key, address, MessageCodec.v1(), false, 0);
  }

  /**
   * A peer with extensions. Anybody can claim to have them, so they lift no limit but the one on
   * the number of chunks, for which byte budgets and {@link RateLimits#bulkChunk} stand in.
   *
   * @param codec v1 and the extensions in use on this session: others do not exist for it
   */
  public static Requester extended(NodeKey key, InetAddress address, MessageCodec codec) {
    return new Requester(key, address, codec, true, 0);
  }

  /**
   * Whoever asks through a relay's tunnel. He has no identity (section 14.3), hence no rate limits;
   * concurrency and byte budgets of the session with the relay hold for all of them together.
   */
  public static Requester tunnelled(MessageCodec codec) {
    return new Requester(null, null, codec, false, 0);
  }

  /** The same on a certain session, which a part of the node may want to name. */
  public Requester on(long newSession) {
    return new Requester(key, address, codec, bulk, newSession);
  }

  /** The number of the session, as {@link #on} gave it; 0 for none. */
  public long session() {
    return session;
  }

  /** The key that the handshake proved; null through a tunnel. */
  public @Nullable NodeKey key() {
    return key;
  }

  /** Where the session comes from; null through a tunnel. */
  public @Nullable InetAddress address() {
    return address;
  }

  MessageCodec codec() {
    return codec;
  }

  boolean isBulk() {
    return bulk;
  }

  /**
   * Counts a request without meaning; returns whether there may be more of them. A tunnel is not
   * closed for what one of those who use it says.
   */
  boolean mayBeMalformed(long nowNanos) {
    return key == null || malformed.admit(nowNanos);
  }
}
