package io.scp2p.core.wire.record;

import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.OpaqueCbor;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The value of the hello key {@code x} (extension X1), by which nodes of this SDK know each other.
 *
 * @param offer features and limits of the sender
 * @param binding the channel binding as the sender sees it; null in the first hello
 * @param peerHello SHA-256 of the hello it answers; null in the first hello
 * @param signature Ed25519 by the node key over {@link #signingBytes}
 */
public record HelloExtension(
    HelloOffer offer, @Nullable Bytes binding, @Nullable Bytes peerHello, Bytes signature) {
  /** Version of extensions X1 and X2. */
  public static final int VERSION = 1;

  /** Bound of extension X1. */
  public static final int MAX_ENCODED_BYTES = 4_096;

  /** Size of a channel binding and of a hello's hash. */
  public static final int HASH_BYTES = 32;

  private static final Bytes DOMAIN =
      Bytes.wrap("scp2p-x hello v1".getBytes(StandardCharsets.US_ASCII));

  /** Refuses sizes that have no wire form, and half a binding. */
  public HelloExtension {
    if ((binding == null) != (peerHello == null)) {
      throw new IllegalArgumentException("binding and peer_hello come together");
    }
    if (binding != null && peerHello != null) {
      binding.requireSize(HASH_BYTES, "binding");
      peerHello.requireSize(HASH_BYTES, "peer hello");
    }
    signature.requireSize(WireSizes.SIGNATURE_BYTES, "signature");
  }

  /**
   * What the signature of an extension covers (extension X1.1).
   *
   * @param role 1, 2 or 3: which hello it travels in
   * @param body that hello
   */
  public static Bytes signingBytes(
      int role,
      Hello.Body body,
      @Nullable Bytes binding,
      @Nullable Bytes peerHello,
      HelloOffer offer) {
    CborWriter out = new CborWriter();
    out.raw(DOMAIN);
    out.array(7);
    out.uint(role);
    out.bytes(body.nonce());
    out.bytesOrNull(body.echoedNonce());
    out.bytesOrNull(binding);
    out.bytesOrNull(peerHello);
    offer.writeFeatures(out);
    offer.writeLimits(out);
    return out.toBytes();
  }

  /** {@link #signingBytes(int, Hello.Body, Bytes, Bytes, HelloOffer)} of this value. */
  public Bytes signingBytes(int role, Hello.Body body) {
    return signingBytes(role, body, binding, peerHello, offer);
  }

  /** The value of {@code x} in deterministic CBOR. */
  public OpaqueCbor encode() {
    CborWriter out = new CborWriter();
    out.map(binding == null ? 4 : 6);
    out.key("v");
    out.uint(VERSION);
    out.key("sig");
    out.bytes(signature);
    out.key("limits");
    offer.writeLimits(out);
    if (binding != null) {
      out.key("binding");
      out.bytes(binding);
    }
    out.key("features");
    offer.writeFeatures(out);
    if (peerHello != null) {
      out.key("peer_hello");
      out.bytes(peerHello);
    }
    try {
      return OpaqueCbor.parse(out.toBytes());
    } catch (WireException e) {
      throw new IllegalStateException("our own encoding is well-formed", e);
    }
  }

  /**
   * Reads a received value: any order of keys, unknown keys ignored.
   *
   * @return empty for another version than ours, which counts as if there were no extension
   */
  public static Optional<HelloExtension> decode(OpaqueCbor received) throws WireException {
    if (received.encoded().size() > MAX_ENCODED_BYTES) {
      throw new WireException(Reason.TOO_LARGE, "hello extension above its limit");
    }
    CBORObject tree = received.tree();
    if (tree.getType() != CBORType.Map || tree.isTagged()) {
      throw new WireException(Reason.WRONG_TYPE, "hello extension is not a map");
    }
    if (integer(need(tree, "v"), Integer.MAX_VALUE) != VERSION) {
      return Optional.empty();
    }
    Map<String, Integer> features =
        entries(need(tree, "features"), value -> (int) (long) value, 0xffff);
    Map<String, Long> limits = entries(need(tree, "limits"), value -> value, Long.MAX_VALUE);
    try {
      return Optional.of(
          new HelloExtension(
              new HelloOffer(features, limits),
              bytes(tree.get("binding")),
              bytes(tree.get("peer_hello")),
              Bytes.wrap(need(tree, "sig").GetByteString())));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new WireException(Reason.OUT_OF_RANGE, "hello extension outside its bounds");
    }
  }

  private static CBORObject need(CBORObject map, String key) throws WireException {
    CBORObject value = map.get(key);
    if (value == null) {
      throw new WireException(Reason.MISSING_KEY, "hello extension lacks " + key);
    }
    return value;
  }

  private static <V> Map<String, V> entries(CBORObject map, Function<Long, V> as, long max)
      throws WireException {
    if (map.getType() != CBORType.Map || map.size() > HelloOffer.MAX_ENTRIES) {
      throw new WireException(Reason.OUT_OF_RANGE, "hello extension outside its bounds");
    }
    Map<String, V> entries = new HashMap<>();
    for (Map.Entry<CBORObject, CBORObject> entry : map.getEntries()) {
      if (entry.getKey().getType() != CBORType.TextString) {
        throw new WireException(Reason.WRONG_TYPE, "hello extension has a key that is no text");
      }
      entries.put(entry.getKey().AsString(), as.apply(integer(entry.getValue(), max)));
    }
    return entries;
  }

  private static long integer(CBORObject value, long max) throws WireException {
    // A tag changes what the library calls a number, although the type stays that of an integer.
    if (value.isTagged()
        || value.getType() != CBORType.Integer
        || !value.AsNumber().CanFitInInt64()) {
      throw new WireException(
          Reason.WRONG_TYPE, "hello extension has no integer where one belongs");
    }
    long number = value.AsInt64Value();
    if (number < 0 || number > max) {
      throw new WireException(Reason.OUT_OF_RANGE, "hello extension outside its bounds");
    }
    return number;
  }

  private static @Nullable Bytes bytes(@Nullable CBORObject value) {
    return value == null || value.isNull() ? null : Bytes.wrap(value.GetByteString());
  }
}
