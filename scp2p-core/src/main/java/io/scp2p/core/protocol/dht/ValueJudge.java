package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.KeyedHead;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import io.scp2p.core.wire.record.Providers;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.ShareHead;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Judges values of the DHT: section 8.6.1, and beyond it whatever can be verified (quirks Q-8,
 * Takes signatures' time, so it is not for the loop. Safe for all threads if {@code known}
 * is.
 */
public final class ValueJudge {
  /** Signatures of one provider record that are looked at; the rest counts as unsigned. */
  static final int MAX_PROOFS = 32;

  private final Function<ShareId, Optional<ShareKey>> known;

  /**
   * A judge.
   *
   * @param known the key of a share, if it was learned: from a link, a summary, a manifest
   */
  public ValueJudge(Function<ShareId, Optional<ShareKey>> known) {
    this.known = known;
  }

  /** What a judge finds. */
  public sealed interface Judgement {
    /** It may live there. */
    record Accepted(Judged value) implements Judgement {}

    /** It may not; with the text of the error answer. */
    record Refused(String text) implements Judgement {}
  }

  /** Judges a value. */
  public Judgement judge(DhtKey key, Bytes value, long nowUnixSeconds) {
    Bytes kept = value.detached();
    DhtVerdict verdict = DhtValues.validate(key, kept);
    if (verdict instanceof DhtVerdict.Refused refused) {
      return new Judgement.Refused(refused.text());
    }
    DhtRecord record = ((DhtVerdict.Accepted) verdict).value();
    if (record instanceof Providers providers) {
      return providers(key, kept, providers, nowUnixSeconds);
    }
    boolean verified =
        record instanceof ShareHead head
            ? isSigned(head, kept)
            : record instanceof Manifest || record instanceof RelayAnnouncement;
    return new Judgement.Accepted(new Judged(key, kept, record, verified, null, Set.of()));
  }

  private boolean isSigned(ShareHead head, Bytes value) {
    return known
        .apply(head.body().shareId())
        .or(() -> KeyedHead.key(value, head))
        .filter(key -> HeadSeal.verify(head, key).isEmpty())
        .isPresent();
  }

  private static Judgement providers(
      DhtKey key, Bytes value, Providers record, long nowUnixSeconds) {
    ProviderList list = closely(value, record);
    Set<Integer> proved = new HashSet<>();
    int looked = 0;
    for (int i = 0; i < list.entries().size() && looked < MAX_PROOFS; i++) {
      if (list.entries().get(i).proof() != null) {
        looked++;
        if (ProviderSeal.isProved(list.entries().get(i), nowUnixSeconds)) {
          proved.add(i);
        }
      }
    }
    return new Judgement.Accepted(new Judged(key, value, record, false, list, proved));
  }

  /** Somebody else may use the names of our keys for something else: then nothing is signed. */
  private static ProviderList closely(Bytes value, Providers record) {
    try {
      return ProviderList.decode(value);
    } catch (WireException notOurs) {
      return new ProviderList(
          record.contentId(),
          record.providers().stream().map(ProviderEntry::unsigned).toList(),
          record.updatedAt());
    }
  }
}
