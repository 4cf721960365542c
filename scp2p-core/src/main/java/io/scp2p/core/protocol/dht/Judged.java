package io.scp2p.core.protocol.dht;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.ProviderList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value that may live under its key, and how far it can be believed.
 *
 * @param value verbatim, holding on to nothing bigger
 * @param verified for a head, that the share's key has signed it; for any other kind, that the
 *     value proves itself
 * @param providers the entries of a provider record; null for any other kind
 * @param proved which of these their owners have signed
 */
public record Judged(
    DhtKey key,
    Bytes value,
    DhtRecord record,
    boolean verified,
    @Nullable ProviderList providers,
    Set<Integer> proved) {
  /** Copies the set. */
  public Judged {
    proved = Set.copyOf(proved);
  }
}
