package io.scp2p.core.wire.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayRoute;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayMessagesTest {
  private static final PeerAddress DIRECT =
      PeerAddress.direct(
          IpAddress.of((byte) 192, (byte) 0, (byte) 2, (byte) 10), 7001, PeerTransport.TCP);

  private static PeerAddress behind(PeerAddress relay, boolean endToEnd) {
    return new PeerAddress(
        DIRECT.ip(), 7001, PeerTransport.TCP, null, new RelayRoute(relay, -5L, endToEnd));
  }

  @Test
  void theMarkOfSealedChannelsIsOnlyThereWhereItIsTrue() throws WireException {
    for (boolean endToEnd : List.of(true, false)) {
      PeerAddress address = behind(DIRECT, endToEnd);
      assertThat(CborReader.decode(address.encoded(), PeerAddress::read)).isEqualTo(address);
    }
    PeerAddress v1 =
        new PeerAddress(DIRECT.ip(), 7001, PeerTransport.TCP, null, new RelayRoute(DIRECT, -5L));
    assertThat(behind(DIRECT, false).encoded()).isEqualTo(v1.encoded());
  }

  @Test
  void routesKeepTheirFieldsAndTheirBound() throws WireException {
    Routes routes = new Routes(Collections.nCopies(Routes.MAX_ADDRESSES, behind(DIRECT, true)));
    assertThat(CborReader.decode(routes.encoded(), Routes::read)).isEqualTo(routes);
    CborWriter out = new CborWriter();
    out.map(1);
    out.key(0);
    out.records(Collections.nCopies(Routes.MAX_ADDRESSES + 1, behind(DIRECT, true)));
    Bytes tooMany = out.toBytes();
    assertThatThrownBy(() -> CborReader.decode(tooMany, Routes::read))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("too many routes");
  }

  @Test
  void aRequestForRoutesMayHaveKeysOfLaterVersions() throws WireException {
    assertThat(CborReader.decode(new AskRoutes().encoded(), AskRoutes::read))
        .isEqualTo(new AskRoutes());
    CborWriter out = new CborWriter();
    out.map(1);
    out.key(9);
    out.uint(1);
    assertThat(CborReader.decode(out.toBytes(), AskRoutes::read)).isEqualTo(new AskRoutes());
  }

  @Test
  void deeplyNestedRelaysAreRefusedAndNotFollowed() {
    CborWriter out = new CborWriter();
    int levels = 10_000;
    for (int i = 0; i < levels; i++) {
      out.map(5);
      out.key("ip");
      DIRECT.ip().write(out);
      out.key("port");
      out.uint(1);
      out.key("transport");
      out.text("tcp");
      out.key("pubkey_hint");
      out.nil();
      out.key("relay_via");
      out.map(2);
      out.key("slot_id");
      out.uint(1);
      out.key("relay_addr");
    }
    DIRECT.write(out);
    Bytes deep = out.toBytes();
    assertThat(deep.size()).isLessThan(WireLimits.PAYLOAD_BYTES);
    assertThatThrownBy(() -> CborReader.decode(deep, PeerAddress::read))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void whateverComesIsDecodedOrRefused() {
    Random random = new Random(601);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = (byte) (0xa0 + random.nextInt(5));
      }
      refused += isRefused(Bytes.wrap(bytes)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(19_000);
  }

  private static boolean isRefused(Bytes bytes) {
    int refusals = 0;
    try {
      SealedFrame.decode(bytes);
    } catch (WireException e) {
      refusals++;
    }
    try {
      OpenChannel.decode(bytes);
    } catch (WireException e) {
      refusals++;
    }
    try {
      ChannelOpened.decode(bytes);
    } catch (WireException e) {
      refusals++;
    }
    return refusals == 3;
  }
}
