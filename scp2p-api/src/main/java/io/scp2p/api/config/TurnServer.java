package io.scp2p.api.config;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * A TURN server (RFC 8656) for paths that UDP cannot take directly.
 *
 * @param address a resolved address
 * @param username of the long-term credential
 * @param password of the long-term credential; not printed
 */
public record TurnServer(InetSocketAddress address, String username, String password) {
  /** Refuses an unresolved address. */
  public TurnServer {
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(password, "password");
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("unresolved address " + address.getHostString());
    }
  }

  /** Without the credential. */
  @Override
  public String toString() {
    return "TurnServer[" + address + "]";
  }
}
