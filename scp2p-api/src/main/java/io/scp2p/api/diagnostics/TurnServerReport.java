package io.scp2p.api.diagnostics;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with one configured TURN server.
 *
 * @param server its address
 * @param relayed the address of this node there, or null if it has none
 * @param overTcp whether it is asked over TCP, because UDP does not get through
 * @param explanation what came of it, for people
 */
public record TurnServerReport(
    InetSocketAddress server,
    @Nullable InetSocketAddress relayed,
    boolean overTcp,
    String explanation) {
  /** Requires the texts. */
  public TurnServerReport {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(explanation, "explanation");
  }
}
