package io.scp2p.examples.fuzz;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.vault.ReadCapability;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.message.DhtPut;
import io.scp2p.core.wire.message.DhtPutResult;
import io.scp2p.core.wire.pairing.PairBegin;
import io.scp2p.core.wire.pairing.PairBegun;
import io.scp2p.core.wire.pairing.PairProve;
import io.scp2p.core.wire.pairing.PairProved;
import io.scp2p.core.wire.pairing.PairTell;
import io.scp2p.core.wire.pairing.PairTold;
import io.scp2p.core.wire.pairing.PairingOffer;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.HelloExtension;
import io.scp2p.core.wire.record.HelloOffer;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ShareSummary;
import io.scp2p.core.wire.relay.Routes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Good ones of what no vector file has by itself, and the people of the machines. */
final class Samples {
  static final Capabilities CAPABILITIES = new Capabilities(true, true, false, true, false);

  private Samples() {}

  /** Not random at all: the same input gives the same run. */
  static Entropy entropy(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random::nextBytes;
  }

  static SigningKey key(int number) {
    try (SecretBytes seed = SecretBytes.copyOf(filled(number, SigningKey.SEED_BYTES))) {
      return SigningKey.ofSeed(seed);
    }
  }

  /** A key that nobody need have. */
  static NodeKey nodeKey(int number) {
    byte[] bytes = new byte[NodeKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    bytes[2] = 1;
    return NodeKey.of(bytes);
  }

  static byte[] filled(int value, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  static Bytes bytes(int value, int size) {
    return Bytes.wrap(filled(value, size));
  }

  static PeerAddress address(int number) {
    return new PeerAddress(
        IpAddress.of((byte) 10, (byte) 0, (byte) (number >> 8), (byte) number),
        7_000 + number % 8,
        number % 3 == 0 ? PeerTransport.QUIC : PeerTransport.TCP,
        number % 2 == 0 ? nodeKey(number) : null,
        null);
  }

  static byte[] helloExtension(boolean bound) {
    HelloOffer offer =
        new HelloOffer(Map.of("multiplex", 1, "ping", 2), Map.of("max-inflight", 32L));
    Bytes hash = bound ? bytes(5, 32) : null;
    return new HelloExtension(offer, hash, hash, bytes(9, 64)).encode().encoded().toArray();
  }

  static List<byte[]> records() {
    return List.of(
        encoded(new ProviderEntry(address(2), new ProviderEntry.Proof(1, 2, bytes(7, 64)))),
        encoded(new ProviderEntry(address(3), null)),
        encoded(new DhtEntry(DhtKey.of(filled(1, 32)), bytes(2, 20), 3_600)),
        encoded(
            new ShareSummary(
                ShareId.of(filled(1, 32)),
                ShareKey.of(filled(2, 32)),
                3,
                ManifestId.of(filled(4, 32)),
                "title",
                null)));
  }

  static List<byte[]> messages() {
    return List.of(
        encoded(new PairBegin(4_711, bytes(1, 16), bytes(2, 33))),
        encoded(new PairBegun(bytes(2, 33))),
        encoded(new PairProve(bytes(1, 16), bytes(3, 32))),
        encoded(new PairProved(bytes(3, 32), bytes(4, 90))),
        encoded(new PairTell(bytes(1, 16), 1, 1_000)),
        encoded(new PairTold()),
        encoded(new Routes(List.of(address(1), address(2)))),
        encoded(new DhtPutResult(5)),
        encoded(
            new DhtPut(
                List.of(new DhtEntry(DhtKey.of(filled(1, 32)), bytes(2, 20), 3_600)),
                new ProviderEntry(address(2), new ProviderEntry.Proof(1, 2, bytes(7, 64))),
                List.of(ContentId.of(filled(8, 32))),
                600)));
  }

  static List<byte[]> pairingOffers() {
    return List.of(
        encoded(new PairingOffer("scp2p:share", "for you", 5_000)),
        encoded(new PairingOffer(null, "only words", 0)),
        encoded(new PairingOffer("scp2p:share", null, -1)));
  }

  static byte[] vaultLink() {
    return new ReadCapability(
            FileId.of(filled(1, FileId.LENGTH)),
            bytes(2, 32),
            new VaultLayout(20_000, 4, 2, 10),
            List.of(new ReadCapability.Source(3, 0, nodeKey(4), bytes(5, 32))))
        .link()
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] encoded(Encodable value) {
    return value.encoded().toArray();
  }
}
