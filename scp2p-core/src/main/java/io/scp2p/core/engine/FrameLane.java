package io.scp2p.core.engine;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.frame.FrameDecoder;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a connection: cuts what arrives into frames on the transport's thread and posts
 * whole frames to the loop.
 *
 * <p>Credit comes back only when the loop has dealt with what used it, and not while the peer does
 * not read what this side writes: so neither the mailbox nor the send queue grows with what a peer
 * sends.
 */
final class FrameLane implements StreamListener {
  /** Room for one envelope of any size, and for the next one behind it. */
  static final int CREDIT_BYTES = 2 * (WireLimits.ENVELOPE_FRAME_BYTES + FrameDecoder.PREFIX_BYTES);

  /** Before the handshake is done: three hellos are a few kilobytes. */
  static final int HANDSHAKE_CREDIT_BYTES =
      WireLimits.HANDSHAKE_FRAME_BYTES + FrameDecoder.PREFIX_BYTES;

  private final long number;
  private final PeerSession session;
  private final Loop loop;
  private final FrameDecoder decoder;
  private final AtomicLong receivedBytes = new AtomicLong();
  private int hellosToCome;

  // On the loop.
  private @Nullable ByteStream stream;
  private long grantedBytes;
  private long targetBytes;
  private long settledBytes;
  private boolean full;
  private boolean ended;

  /**
   * A lane that nothing has arrived on yet.
   *
   * @param hellos how many frames are hellos before envelopes follow
   */
  FrameLane(long number, PeerSession session, Loop loop, int hellos) {
    this.number = number;
    this.session = session;
    this.loop = loop;
    this.hellosToCome = hellos;
    this.decoder = hellos > 0 ? FrameDecoder.forHandshake() : FrameDecoder.forEnvelopes();
  }

  long number() {
    return number;
  }

  // The transport's thread.

  @Override
  public void data(ByteBuffer bytes) {
    long received = receivedBytes.addAndGet(bytes.remaining());
    // The buffer is only lent; a read-only view makes the decoder copy what it keeps.
    ByteBuffer lent = bytes.asReadOnlyBuffer();
    try {
      for (Bytes frame = decoder.next(lent); frame != null; frame = decoder.next(lent)) {
        if (hellosToCome > 0 && --hellosToCome == 0) {
          // Here and not when the loop has seen the hello: the first request may be right behind
          // it.
          decoder.expectEnvelopes();
        }
        Bytes body = frame;
        post(() -> session.frame(this, body));
      }
    } catch (WireException e) {
      post(() -> session.unframed(this));
      return;
    }
    post(() -> settled(received));
  }

  @Override
  public void writable() {
    post(
        () -> {
          full = false;
          session.congestion(this, false);
        });
  }

  @Override
  public void inputEnded() {
    post(() -> session.inputEnded(this));
  }

  @Override
  public void closed(@Nullable TransportException cause) {
    post(
        () -> {
          ended = true;
          session.laneClosed(this);
        });
  }

  private void post(Runnable action) {
    loop.post(() -> session.guarded(action));
  }

  // The loop.

  void attach(ByteStream newStream) {
    stream = newStream;
  }

  /** How much may be on its way from now on. */
  void open(long credit) {
    targetBytes = credit;
    grant();
  }

  private void settled(long received) {
    settledBytes = received;
    grant();
  }

  private void grant() {
    long wanted = settledBytes + targetBytes - grantedBytes;
    // In halves: a message to the transport for every small frame would cost more than the frame.
    if (stream != null && !ended && wanted > 0 && wanted >= targetBytes / 2) {
      grantedBytes += wanted;
      stream.request(wanted);
    }
  }

  void send(ByteBuffer frame, boolean last) {
    ByteStream to = stream;
    if (to == null || ended) {
      return;
    }
    if (!to.write(frame) && !full) {
      full = true;
      session.congestion(this, true);
    }
    if (last) {
      to.finish();
    }
  }

  void abandon() {
    if (stream != null && !ended) {
      stream.reset("nobody waits for it");
    }
  }
}
