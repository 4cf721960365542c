package io.scp2p.core.engine;

import io.scp2p.api.spi.ByteStream;
import io.scp2p.api.spi.StreamListener;
import io.scp2p.api.spi.TransportException;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameDecoder;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a connection: cuts what arrives into frames on the transport's thread and posts
 * whole frames to the loop.
 *
 * <p>Credit has two sources. {@value ReceiveBudget#FREE_BYTES} bytes are free and come back once
 * the loop has dealt with what used them, unless too many answers are owed for it. What a large
 * frame lacks is credited when the {@link ReceiveBudget} has room for all of it, straight from the
 * transport's thread if it has: no turn of the loop stands between a chunk and its first byte.
 */
final class FrameLane implements StreamListener, ReceiveBudget.Owner {
  private final long number;
  private final PeerSession session;
  private final Loop loop;
  private final ReceiveBudget.Account account;
  private volatile @Nullable ByteStream stream;

  // On the transport's thread.
  private final FrameDecoder decoder;
  private int hellosToCome;
  private ReceiveBudget.@Nullable Hold hold;
  private long heldMissingBytes;
  private long freeReceivedBytes;
  private long freePostedBytes;

  // On the loop.
  private boolean reading;
  private long freeGrantedBytes;
  private long freeSettledBytes;
  private boolean full;
  private volatile boolean ended;

  /**
   * A lane that nothing has arrived on yet.
   *
   * @param hellos how many frames are hellos before envelopes follow
   */
  FrameLane(
      long number, PeerSession session, Loop loop, ReceiveBudget.Account account, int hellos) {
    this.number = number;
    this.session = session;
    this.loop = loop;
    this.account = account;
    this.hellosToCome = hellos;
    this.decoder = hellos > 0 ? FrameDecoder.forHandshake() : FrameDecoder.forEnvelopes();
  }

  long number() {
    return number;
  }

  /** Memory taken for a frame that is not whole yet. */
  int heldBytes() {
    return decoder.heldBytes();
  }

  // The transport's thread.

  @Override
  public void data(ByteBuffer bytes) {
    // The buffer is only lent; a read-only view makes the decoder copy what it keeps.
    ByteBuffer lent = bytes.asReadOnlyBuffer();
    count(bytes.remaining());
    try {
      for (Bytes frame = decoder.next(lent); frame != null; frame = decoder.next(lent)) {
        if (hellosToCome > 0 && --hellosToCome == 0) {
          // Here and not when the loop has seen the hello: the first request may be right behind
          // it.
          decoder.expectEnvelopes();
        }
        pass(frame);
      }
    } catch (WireException e) {
      post(() -> session.unframed(this));
      return;
    }
    if (hold == null && isLarge() && decoder.filledBytes() >= ReceiveBudget.PROOF_BYTES) {
      heldMissingBytes = decoder.missingBytes();
      hold = account.hold(this, decoder.lengthBytes(), decoder.missingBytes());
    }
    // What came of a frame that waits for room keeps its part of the free bytes occupied.
    if (freeReceivedBytes != freePostedBytes && (hold == null || hold.isGranted())) {
      long received = freeReceivedBytes;
      freePostedBytes = received;
      post(() -> settled(received));
    }
  }

  private void count(int received) {
    ReceiveBudget.Hold current = hold;
    if (current != null && current.isGranted()) {
      decoder.takeMemory();
      current.arrived(loop.time().nanos(), received);
    }
    long held = Math.min(received, heldMissingBytes);
    heldMissingBytes -= held;
    freeReceivedBytes += received - held;
  }

  private boolean isLarge() {
    return decoder.lengthBytes() + FrameDecoder.PREFIX_BYTES > ReceiveBudget.FREE_BYTES;
  }

  private void pass(Bytes body) {
    ReceiveBudget.Hold room = hold;
    hold = null;
    if (room == null) {
      post(() -> session.frame(this, body));
      return;
    }
    room.complete();
    post(
        () -> {
          session.frame(this, body);
          room.release();
        });
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
    ReceiveBudget.Hold room = hold;
    hold = null;
    if (room != null) {
      room.release();
    }
    ended = true;
    post(() -> session.laneClosed(this));
  }

  /** A request may wait for long: a small payload must not keep a large frame alive. */
  static Envelope compact(Envelope envelope, Bytes body) {
    Bytes payload = envelope.payload();
    return body.size() <= ReceiveBudget.FREE_BYTES || payload.size() > body.size() / 2
        ? envelope
        : new Envelope(envelope.type(), envelope.requestId(), envelope.flags(), payload.detached());
  }

  private void post(Runnable action) {
    loop.post(() -> session.guarded(action));
  }

  // Any thread.

  @Override
  public void granted(long missingBytes) {
    ByteStream from = stream;
    if (from != null && !ended && missingBytes > 0) {
      from.request(missingBytes);
    }
  }

  // The loop.

  void attach(ByteStream newStream) {
    stream = newStream;
  }

  /** Starts reading. */
  void open() {
    reading = true;
    refill();
  }

  private void settled(long received) {
    freeSettledBytes = received;
    refill();
  }

  /** Grants what is free again. */
  void refill() {
    ByteStream from = stream;
    long wanted = freeSettledBytes + ReceiveBudget.FREE_BYTES - freeGrantedBytes;
    // In halves: a message to the transport for every small frame would cost more than the frame.
    if (reading
        && from != null
        && !ended
        && wanted >= ReceiveBudget.FREE_BYTES / 2
        && account.mayRead()) {
      freeGrantedBytes += wanted;
      from.request(wanted);
    }
  }

  @Override
  public void tooSlow() {
    session.guarded(() -> session.tooSlow(this));
  }

  void send(ByteBuffer frame, @Nullable ByteBuffer tail, boolean last) {
    ByteStream to = stream;
    if (to == null || ended) {
      return;
    }
    boolean room = tail == null ? to.write(frame) : to.write(frame, tail);
    if (!room && !full) {
      full = true;
      session.congestion(this, true);
    }
    if (last) {
      to.finish();
    }
  }

  void abandon() {
    ByteStream from = stream;
    if (from != null && !ended) {
      from.reset("nobody waits for it");
    }
  }
}
