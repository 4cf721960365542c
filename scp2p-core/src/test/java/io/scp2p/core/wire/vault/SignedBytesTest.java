package io.scp2p.core.wire.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.ProviderEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What signatures cover, byte for byte: where both sides change it in the same way no other test
 * would notice, and the nodes of yesterday would.
 */
class SignedBytesTest {
  private static final NodeKey OWNER = NodeKey.of(filled(1));
  private static final NodeKey HOLDER = NodeKey.of(filled(2));
  private static final Bytes SHARD = Bytes.wrap(filled(3));
  private static final Bytes HASH = Bytes.wrap(filled(4));
  private static final Bytes SIGNATURE = Bytes.wrap(new byte[64]);

  private static byte[] filled(int with) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  /** 32 bytes in CBOR. */
  private static String of(int with) {
    return "5820" + HexFormat.of().formatHex(filled(with));
  }

  private static String ascii(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** docs/vault-protocol.md, V2.2: the array of its keys 1 to 7. */
  @Test
  void aReceipt() {
    Receipt receipt = Receipt.unsigned(OWNER, HOLDER, SHARD, HASH, 1_000, 2, 3);

    assertThat(receipt.signingBytes().hex())
        .isEqualTo(
            ascii("scp2p-x vault receipt v1")
                + "87"
                + of(1)
                + of(2)
                + of(3)
                + of(4)
                + "1903e8"
                + "02"
                + "03");
    Receipt signed = receipt.signed(SIGNATURE);
    assertThat(signed.signature()).isEqualTo(SIGNATURE);
    assertThat(signed.signingBytes()).isEqualTo(receipt.signingBytes());
  }

  /** V2.2: owner, holder, time, nonce of the order it answers, then its keys 1 and 2. */
  @Test
  void aRenewal() {
    Order order = new Order(OWNER, HOLDER, 5, Bytes.wrap(filled(6)));
    LeasesRenewed renewed = LeasesRenewed.unsigned(7, List.of(SHARD));

    assertThat(renewed.signingBytes(order).hex())
        .isEqualTo(
            ascii("scp2p-x vault renewal v1")
                + "86"
                + of(1)
                + of(2)
                + "05"
                + of(6)
                + "07"
                + "81"
                + of(3));
    LeasesRenewed signed = renewed.signed(SIGNATURE);
    assertThat(signed.signature()).isEqualTo(SIGNATURE);
    assertThat(signed.missing()).containsExactly(SHARD);
  }

  /** Extension X5.2. */
  @Test
  void aProviderEntry() {
    PeerAddress address =
        new PeerAddress(
            IpAddress.of((byte) 44, (byte) 0, (byte) 0, (byte) 1),
            7_001,
            PeerTransport.TCP,
            OWNER,
            null);

    assertThat(ProviderEntry.signingBytes(address, 8, 9).hex())
        .isEqualTo(
            "84" + "73" + ascii("scp2p-x provider v1") + address.encoded().hex() + "08" + "09");
    ProviderEntry entry = ProviderEntry.unsigned(address);
    assertThat(entry.owner()).contains(OWNER);
    assertThat(entry.proof()).isNull();
  }
}
