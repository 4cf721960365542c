package io.scp2p.core.protocol.vault;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What fails together with a node: its network, and what its operator calls it (section V10.4). */
public final class FailureDomains {
  private static final int V4_PREFIX_BYTES = 3;
  private static final int V6_PREFIX_BYTES = 6;

  private FailureDomains() {}

  /**
   * The domains of a node.
   *
   * @param address where it is; a loopback address says nothing about where a machine stands
   * @param label in the words of its operator; empty for none
   */
  public static Set<String> of(@Nullable InetAddress address, String label) {
    Set<String> domains = new HashSet<>();
    if (address != null && !address.isLoopbackAddress()) {
      byte[] bytes = address.getAddress();
      int prefix = bytes.length == 4 ? V4_PREFIX_BYTES : V6_PREFIX_BYTES;
      domains.add("net:" + HexFormat.of().formatHex(bytes, 0, prefix));
    }
    if (!label.isEmpty()) {
      domains.add("label:" + label);
    }
    return domains;
  }
}
