package io.scp2p.core.protocol.portmap;

import io.scp2p.core.wire.record.IpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses that a router gives of itself. Any that leads elsewhere is not one. */
final class RouterUrl {
  private RouterUrl() {}

  /**
   * An address that a router names.
   *
   * @param base to which it may be relative; null if it may not
   * @param router whose it must be: a device must not make this node ask somebody else
   * @return absolute, over plain HTTP; empty if it is of no use
   */
  static Optional<URI> of(@Nullable URI base, String text, IpAddress router) {
    try {
      URI url = base == null ? new URI(text) : base.resolve(new URI(text));
      boolean own =
          "http".equals(url.getScheme())
              && router.toString().equals(url.getHost())
              && url.getUserInfo() == null
              && url.getPort() != 0
              && url.getPort() <= 65_535;
      return own ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException | IllegalArgumentException broken) {
      return Optional.empty();
    }
  }
}
