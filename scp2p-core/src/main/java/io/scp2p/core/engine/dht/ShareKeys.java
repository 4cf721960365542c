package io.scp2p.core.engine.dht;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keys of shares, as far as they were learned from links and manifests: what verifies a head that
 * does not bring its key (quirk Q-8). Bounded; the one used longest ago is forgotten. Safe for all
 * threads.
 */
final class ShareKeys {
  static final int MAX_KEYS = 4_096;

  private final Map<ShareId, ShareKey> known = new LinkedHashMap<>(16, 0.75f, true);

  synchronized void learn(ShareKey key) {
    known.put(key.id(), key);
    if (known.size() > MAX_KEYS) {
      known.remove(known.keySet().iterator().next());
    }
  }

  synchronized Optional<ShareKey> of(ShareId share) {
    return Optional.ofNullable(known.get(share));
  }
}
