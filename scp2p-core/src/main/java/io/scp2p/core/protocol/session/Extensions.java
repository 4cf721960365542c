package io.scp2p.core.protocol.session;

import io.scp2p.core.wire.record.HelloOffer;
import java.util.Map;
import java.util.TreeMap;

/** What two nodes agreed on in their hellos (extension X2). */
public final class Extensions {
  /** Many requests at once over TCP, and both sides may ask (extension X4). */
  public static final String MULTIPLEX = "multiplex";

  /** Message 600 (extension X4). */
  public static final String PING = "ping";

  /** Requests the other side accepts before the first is answered (extension X2.1). */
  public static final String MAX_INFLIGHT = "max-inflight";

  /** The largest envelope payload the other side accepts (extension X2.1). */
  public static final String MAX_PAYLOAD_BYTES = "max-payload-bytes";

  private final Map<String, Integer> features;
  private final Map<String, Long> peerLimits;

  private Extensions(Map<String, Integer> features, Map<String, Long> peerLimits) {
    this.features = features;
    this.peerLimits = peerLimits;
  }

  /** Features that both have, each in the lower of the two versions. */
  static Extensions agreed(HelloOffer own, HelloOffer peers) {
    Map<String, Integer> common = new TreeMap<>();
    own.features()
        .forEach(
            (name, version) -> {
              Integer theirs = peers.features().get(name);
              if (theirs != null) {
                common.put(name, Math.min(version, theirs));
              }
            });
    return new Extensions(Map.copyOf(common), Map.copyOf(peers.limits()));
  }

  /** The version of a feature in use on this session, 0 if it is not. */
  public int version(String feature) {
    return features.getOrDefault(feature, 0);
  }

  /** Whether a feature is in use on this session. */
  public boolean has(String feature) {
    return features.containsKey(feature);
  }

  /** A limit that the other side named, or what its absence means. */
  public long peerLimit(String name, long whenAbsent) {
    return peerLimits.getOrDefault(name, whenAbsent);
  }

  @Override
  public String toString() {
    return "Extensions" + features;
  }
}
