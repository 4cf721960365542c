package io.scp2p.core.engine.dht;

import io.scp2p.api.id.ShareId;

/** Told, on the loop, that others can find what this node publishes. */
@FunctionalInterface
public interface AnnounceListener {
  /**
   * The newest version of a share is in the DHT. Told once for each version, and again after an
   * announcement that reached nobody; not after {@link DhtService#withdrawn}.
   *
   * @param peers how many keep it
   */
  void announced(ShareId share, int peers);
}
