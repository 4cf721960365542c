package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.Sha256;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.OpaqueCbor;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.HelloExtension;
import java.util.Objects;
import java.util.Optional;

/** A hello of the other side that has passed the checks every hello must pass (section 4.3). */
final class ReceivedHello {
  /** Section 4.3. */
  static final long MAX_SKEW_SECONDS = 300;

  private final Hello hello;
  private final Bytes encoded;
  private final Optional<HelloExtension> extension;

  private ReceivedHello(Hello hello, Bytes encoded, Optional<HelloExtension> extension) {
    this.hello = hello;
    this.encoded = encoded;
    this.extension = extension;
  }

  /**
   * Decodes and checks a hello, and the signature of its extension if it has one.
   *
   * @param role which hello it should be: 1, 2 or 3
   */
  static ReceivedHello check(int role, Bytes encoded, long wallSeconds, LocalNode local)
      throws Refusal {
    Hello hello;
    try {
      hello = Hello.decode(encoded);
    } catch (WireException e) {
      throw new Refusal(HandshakeFailure.MALFORMED, null);
    }
    NodeKey key = hello.body().nodeKey();
    if (skew(hello.body().timestampUnixSeconds(), wallSeconds) > MAX_SKEW_SECONDS) {
      throw new Refusal(HandshakeFailure.CLOCK_SKEW, key);
    }
    Bytes signed = hello.body().signingBytes();
    if (!Signatures.verify(key, signed.toArray(), hello.signature().toArray())) {
      throw new Refusal(HandshakeFailure.BAD_SIGNATURE, key);
    }
    if (hello.body().protocolVersion() != Hello.PROTOCOL_VERSION) {
      throw new Refusal(HandshakeFailure.UNSUPPORTED_VERSION, key);
    }
    if (key.equals(local.publicKey())) {
      throw new Refusal(HandshakeFailure.OURSELVES, key);
    }
    // For a plain v1 node the key is unknown, and what is unknown is ignored (section 4.2).
    return new ReceivedHello(
        hello, encoded, local.offer() == null ? Optional.empty() : extension(role, hello));
  }

  /** The distance of two unsigned times; far apart counts as the longest distance there is. */
  private static long skew(long theirs, long ours) {
    if (theirs < 0) {
      return Long.MAX_VALUE;
    }
    return Math.abs(theirs - ours);
  }

  private static Optional<HelloExtension> extension(int role, Hello hello) throws Refusal {
    OpaqueCbor value = hello.extension();
    if (value == null) {
      return Optional.empty();
    }
    Optional<HelloExtension> decoded;
    try {
      decoded = HelloExtension.decode(value);
    } catch (WireException e) {
      throw new Refusal(HandshakeFailure.BAD_EXTENSION, hello.body().nodeKey());
    }
    if (decoded.isPresent()) {
      HelloExtension extension = decoded.get();
      boolean bindsSomething = extension.binding() != null;
      Bytes signed = extension.signingBytes(role, hello.body());
      if (bindsSomething == (role == 1)
          || !Signatures.verify(
              hello.body().nodeKey(), signed.toArray(), extension.signature().toArray())) {
        throw new Refusal(HandshakeFailure.BAD_EXTENSION, hello.body().nodeKey());
      }
    }
    return decoded;
  }

  Hello.Body body() {
    return hello.body();
  }

  NodeKey key() {
    return hello.body().nodeKey();
  }

  Optional<HelloExtension> extension() {
    return extension;
  }

  /** SHA-256 of the frame body: what an answer binds itself to (extension X1). */
  Bytes hash() {
    return Bytes.wrap(Sha256.hash(encoded.toArray()));
  }

  void requireEcho(Bytes ownNonce) throws Refusal {
    require(Objects.equals(ownNonce, hello.body().echoedNonce()), HandshakeFailure.WRONG_ECHO);
  }

  /** That the answer was made for this channel and for the hello that this side sent. */
  void requireBound(HelloExtension answer, Bytes ownBinding, Bytes ownHello) throws Refusal {
    require(Objects.equals(ownBinding, answer.binding()), HandshakeFailure.CHANNEL_MISMATCH);
    require(Objects.equals(ownHello, answer.peerHello()), HandshakeFailure.HELLO_MISMATCH);
  }

  void require(boolean holds, HandshakeFailure otherwise) throws Refusal {
    if (!holds) {
      throw new Refusal(otherwise, key());
    }
  }
}
