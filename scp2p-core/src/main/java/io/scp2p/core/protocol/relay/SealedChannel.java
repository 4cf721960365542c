package io.scp2p.core.protocol.relay;

import io.scp2p.core.crypto.AesGcmOpener;
import io.scp2p.core.crypto.AesGcmSealer;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.EphemeralKey;
import io.scp2p.core.crypto.Hkdf;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.relay.SealedFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One end of a channel that a relay carries and cannot read (specification section 22.4,
 * docs/relay-protocol.md). Two fresh X25519 keys give two AES-256-GCM keys, one for each direction.
 *
 * <p>By itself it keeps out whoever listens, not whoever stands in the middle: that is what {@link
 * #binding} is for. Both ends sign it in their hellos as they sign the certificate of a TLS
 * connection, and a relay that makes a channel with each of them gives them different ones.
 *
 * <p>Every request is numbered by the side that began, every answer by the other, and an answer
 * names the request it belongs to in what is authenticated: frames cannot be repeated, swapped or
 * turned round.
 */
public final class SealedChannel implements AutoCloseable {
  private static final byte[] CONTEXT = ascii("scp2p-x relay-e2e v1");
  private static final byte[] TO_RESPONDER = ascii("scp2p-x relay-e2e to responder");
  private static final byte[] TO_INITIATOR = ascii("scp2p-x relay-e2e to initiator");
  private static final byte REQUEST = 0;
  private static final byte ANSWER = 1;

  private final Bytes channel;
  private final Bytes binding;
  private final AesGcmSealer sealer;
  private final AesGcmOpener opener;
  private final ReplayWindow requests = new ReplayWindow();
  private long nextNumber;

  private SealedChannel(Bytes channel, Bytes binding, SecretBytes sealing, SecretBytes opening) {
    this.channel = channel;
    this.binding = binding;
    this.sealer = new AesGcmSealer(sealing);
    this.opener = new AesGcmOpener(opening);
  }

  /**
   * The channel between two keys.
   *
   * @param initiator whether this side began
   * @return empty if the peer's key gives no secret (RFC 7748 section 6.1)
   */
  public static Optional<SealedChannel> between(
      EphemeralKey own, Bytes peers, Bytes channel, boolean initiator) {
    Optional<SecretBytes> agreed = own.agreeRejectingZero(peers.toArray());
    if (agreed.isEmpty()) {
      return Optional.empty();
    }
    byte[] first = initiator ? own.publicKey() : peers.toArray();
    byte[] second = initiator ? peers.toArray() : own.publicKey();
    byte[] transcript = Sha256.hash(CONTEXT, first, second, channel.toArray());
    try (SecretBytes secret = agreed.get();
        SecretBytes there = Hkdf.derive(secret, transcript, TO_RESPONDER, AesGcmSealer.KEY_BYTES);
        SecretBytes back = Hkdf.derive(secret, transcript, TO_INITIATOR, AesGcmSealer.KEY_BYTES)) {
      return Optional.of(
          new SealedChannel(
              channel.detached(),
              Bytes.wrap(transcript),
              initiator ? there : back,
              initiator ? back : there));
    }
  }

  /** Its name. */
  public Bytes channel() {
    return channel;
  }

  /** Equal at both ends if nobody stands between them; what the hellos bind. */
  public Bytes binding() {
    return binding;
  }

  /** Seals a request. */
  public SealedFrame sealRequest(Bytes frame) {
    long number = nextNumber++;
    return new SealedFrame(channel, number, seal(REQUEST, number, number, frame));
  }

  /** Opens a request; empty if it is forged or came before. */
  public Optional<Bytes> openRequest(SealedFrame request) {
    if (!requests.isNew(request.number())) {
      return Optional.empty();
    }
    Optional<Bytes> frame = open(REQUEST, request.number(), request.number(), request.sealed());
    frame.ifPresent(genuine -> requests.mark(request.number()));
    return frame;
  }

  /** Seals the answer to a request. */
  public SealedFrame sealAnswer(long requestNumber, Bytes frame) {
    long number = nextNumber++;
    return new SealedFrame(channel, number, seal(ANSWER, number, requestNumber, frame));
  }

  /** Opens the answer to a request; empty if it is forged, or belongs to another one. */
  public Optional<Bytes> openAnswer(long requestNumber, SealedFrame answer) {
    return channel.equals(answer.channel())
        ? open(ANSWER, answer.number(), requestNumber, answer.sealed())
        : Optional.empty();
  }

  private Bytes seal(byte direction, long number, long request, Bytes frame) {
    byte[] sealed = new byte[frame.size() + AesGcmSealer.TAG_BYTES];
    ByteBuffer plain = frame.buffer();
    sealer.seal(
        nonce(number),
        associated(direction, request),
        plain.array(),
        plain.arrayOffset(),
        frame.size(),
        sealed,
        0);
    return Bytes.wrap(sealed);
  }

  private Optional<Bytes> open(byte direction, long number, long request, Bytes sealed) {
    if (sealed.size() < AesGcmSealer.TAG_BYTES) {
      return Optional.empty();
    }
    byte[] frame = new byte[sealed.size() - AesGcmSealer.TAG_BYTES];
    ByteBuffer input = sealed.buffer();
    try {
      opener.open(
          nonce(number),
          associated(direction, request),
          input.array(),
          input.arrayOffset(),
          sealed.size(),
          frame,
          0);
      return Optional.of(Bytes.wrap(frame));
    } catch (AuthenticationException e) {
      return Optional.empty();
    }
  }

  private static byte[] nonce(long number) {
    return ByteBuffer.allocate(AesGcmSealer.NONCE_BYTES).putInt(0).putLong(number).array();
  }

  /** The keys belong to one channel and direction already; the name is there for good measure. */
  private byte[] associated(byte direction, long request) {
    byte[] data = new byte[1 + channel.size() + Long.BYTES];
    data[0] = direction;
    channel.copyTo(data, 1);
    ByteBuffer.wrap(data).putLong(1 + channel.size(), request);
    return data;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    sealer.close();
    opener.close();
  }
}
