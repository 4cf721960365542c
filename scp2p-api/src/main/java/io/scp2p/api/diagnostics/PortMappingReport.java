package io.scp2p.api.diagnostics;

import io.scp2p.api.spi.TransportKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the router forwards the ports of this node.
 *
 * @param state in one word
 * @param protocol by which the router was asked and agreed, such as {@code PCP}; empty if by none
 * @param gateway the router, or null if it is not known
 * @param gatewayGuessed whether the gateway is no more than the likely one, as this system does not
 *     show its routes
 * @param ports what is forwarded
 */
public record PortMappingReport(
    State state,
    String protocol,
    @Nullable InetAddress gateway,
    boolean gatewayGuessed,
    List<ForwardedPort> ports) {
  /** For a node that does not ask. */
  public static final PortMappingReport OFF =
      new PortMappingReport(State.OFF, "", null, false, List.of());

  /** Takes a copy of the list. */
  public PortMappingReport {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(protocol, "protocol");
    ports = List.copyOf(ports);
  }

  /** In one word. */
  public enum State {
    /** Nobody is asked: switched off, or the addresses are configured, or the node listens not. */
    OFF,
    /** There is no way out of the local network. */
    NO_ROUTER,
    /** The router is being asked. */
    TRYING,
    /** The router forwards. */
    WORKS,
    /** The router forwards, but is itself behind another one: nobody outside gets that far. */
    DOUBLE_NAT,
    /** The router understands the question and says no. */
    REFUSED,
    /** The router knows none of PCP, NAT-PMP and UPnP, or has them switched off. */
    NOT_OFFERED
  }

  /**
   * One port.
   *
   * @param transport that listens on it
   * @param internalPort here
   * @param external outside
   * @param lease how long the router keeps it, if it is not asked again; zero for as long as it
   *     runs
   */
  public record ForwardedPort(
      TransportKind transport, int internalPort, InetSocketAddress external, Duration lease) {
    /** Requires everything. */
    public ForwardedPort {
      Objects.requireNonNull(transport, "transport");
      Objects.requireNonNull(external, "external");
      Objects.requireNonNull(lease, "lease");
    }
  }
}
