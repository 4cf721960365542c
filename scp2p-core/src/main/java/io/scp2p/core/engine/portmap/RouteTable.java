package io.scp2p.core.engine.portmap;

import io.scp2p.core.wire.record.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** The routes of Linux, as {@code /proc/net/route} has them: a header, then a line for each. */
final class RouteTable {
  /** Lines looked at; a router of a provider may have a million. */
  static final int MAX_LINES = 4_096;

  private static final int DESTINATION = 1;
  private static final int GATEWAY = 2;
  private static final int FLAGS = 3;
  private static final int METRIC = 6;
  private static final int MASK = 7;
  private static final int COLUMNS = 8;
  private static final int UP_AND_GATEWAY = 3;
  private static final int HEX = 16;
  private static final int LONGEST_SMALL_NET = 30;
  private static final int SHORTEST_SMALL_NET = 16;

  private RouteTable() {}

  /** The gateway of the default route; of several, of the one with the least metric. */
  static Optional<IpAddress> defaultGateway(List<String> lines) {
    Optional<IpAddress> best = Optional.empty();
    long least = Long.MAX_VALUE;
    for (String line : lines.subList(0, Math.min(lines.size(), MAX_LINES))) {
      String[] column = line.strip().split("\\s+", -1);
      if (column.length < COLUMNS) {
        continue;
      }
      try {
        boolean isDefault =
            Long.parseLong(column[DESTINATION], HEX) == 0 && Long.parseLong(column[MASK], HEX) == 0;
        boolean usable = (Integer.parseInt(column[FLAGS], HEX) & UP_AND_GATEWAY) == UP_AND_GATEWAY;
        long metric = Long.parseLong(column[METRIC]);
        if (isDefault && usable && metric < least) {
          least = metric;
          best = Optional.of(address((int) Long.parseLong(column[GATEWAY], HEX)));
        }
      } catch (NumberFormatException header) {
        // The first line, or one of a kernel that we do not know.
      }
    }
    return best;
  }

  /** The kernel prints the four bytes as one number of the machine. */
  private static IpAddress address(int number) {
    byte[] octets =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(number).array();
    return IpAddress.of(octets);
  }

  /** Where the router of a home mostly is; empty for networks that are none of a home. */
  static Optional<IpAddress> firstAddress(IpAddress self, int prefixLength) {
    if (prefixLength < SHORTEST_SMALL_NET || prefixLength > LONGEST_SMALL_NET || !self.isV4()) {
      return Optional.empty();
    }
    int network = self.octets().buffer().getInt() & (-1 << (Integer.SIZE - prefixLength));
    byte[] octets = ByteBuffer.allocate(Integer.BYTES).putInt(network + 1).array();
    IpAddress first = IpAddress.of(octets);
    return first.equals(self) ? Optional.empty() : Optional.of(first);
  }
}
