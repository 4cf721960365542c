package io.scp2p.core.engine.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.record.IpAddress;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private static final String HEADER =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

  /** The kernel writes addresses as numbers of the machine. */
  private static String route(int a, int b, int c, int d, String flags, int metric) {
    String gateway =
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
            ? String.format("%02X%02X%02X%02X", d, c, b, a)
            : String.format("%02X%02X%02X%02X", a, b, c, d);
    return "eth0\t00000000\t"
        + gateway
        + "\t"
        + flags
        + "\t0\t0\t"
        + metric
        + "\t00000000\t0\t0\t0";
  }

  @Test
  void theDefaultRouteWithTheLeastMetricCounts() {
    List<String> lines =
        List.of(
            HEADER,
            route(192, 168, 0, 1, "0003", 600),
            route(10, 0, 0, 138, "0003", 100),
            route(10, 0, 0, 1, "0001", 0), // No gateway.
            "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0");

    assertThat(RouteTable.defaultGateway(lines))
        .contains(IpAddress.of((byte) 10, (byte) 0, (byte) 0, (byte) 138));
  }

  @Test
  void withoutADefaultRouteThereIsNoGateway() {
    assertThat(RouteTable.defaultGateway(List.of(HEADER, "", "broken line"))).isEmpty();
    assertThat(RouteTable.defaultGateway(List.of())).isEmpty();
  }

  @Test
  void theGuessIsTheFirstAddressOfASmallNetwork() {
    IpAddress self = IpAddress.of((byte) 192, (byte) 168, (byte) 7, (byte) 42);

    assertThat(RouteTable.firstAddress(self, 24))
        .contains(IpAddress.of((byte) 192, (byte) 168, (byte) 7, (byte) 1));
    assertThat(RouteTable.firstAddress(self, 8)).as("not a home").isEmpty();
    assertThat(RouteTable.firstAddress(self, 32)).isEmpty();
    assertThat(
            RouteTable.firstAddress(IpAddress.of((byte) 192, (byte) 168, (byte) 7, (byte) 1), 24))
        .as("not itself")
        .isEmpty();
  }
}
