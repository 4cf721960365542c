package io.scp2p.core.protocol.session;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.HelloExtension;
import io.scp2p.core.wire.record.HelloOffer;
import org.jspecify.annotations.Nullable;

/** Makes and signs this side's hellos of one handshake. */
final class HelloMaker {
  private final LocalNode local;
  private final Fresh fresh;

  HelloMaker(LocalNode local, Fresh fresh) {
    this.local = local;
    this.fresh = fresh;
  }

  Bytes nonce() {
    return fresh.nonce();
  }

  /** The first hello: its extension, if any, binds nothing yet. */
  Bytes first(long wallSeconds) {
    Hello.Body body = body(null, wallSeconds);
    HelloOffer offer = local.offer();
    return encode(body, offer == null ? null : extension(1, body, null, null, offer));
  }

  /** The second or third hello, without an extension. */
  Bytes plainAnswer(Bytes peerNonce, long wallSeconds) {
    return encode(body(peerNonce, wallSeconds), null);
  }

  /** The second or third hello, with an extension that binds channel and peer's hello. */
  Bytes boundAnswer(
      int role,
      Bytes peerNonce,
      long wallSeconds,
      Bytes binding,
      Bytes peerHello,
      HelloOffer offer) {
    Hello.Body body = body(peerNonce, wallSeconds);
    return encode(body, extension(role, body, binding, peerHello, offer));
  }

  private Hello.Body body(@Nullable Bytes echoed, long wallSeconds) {
    return new Hello.Body(
        local.publicKey(),
        local.capabilities(),
        fresh.nonce(),
        echoed,
        wallSeconds,
        Hello.PROTOCOL_VERSION,
        fresh.ephemeralKey());
  }

  private HelloExtension extension(
      int role,
      Hello.Body body,
      @Nullable Bytes binding,
      @Nullable Bytes peerHello,
      HelloOffer offer) {
    Bytes signed = HelloExtension.signingBytes(role, body, binding, peerHello, offer);
    return new HelloExtension(offer, binding, peerHello, local.sign(signed));
  }

  private Bytes encode(Hello.Body body, @Nullable HelloExtension extension) {
    Hello hello =
        body.signed(local.sign(body.signingBytes()), extension == null ? null : extension.encode());
    CborWriter out = new CborWriter();
    hello.write(out);
    return out.toBytes();
  }
}
