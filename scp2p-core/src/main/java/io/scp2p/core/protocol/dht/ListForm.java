package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ContentId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.CommunityMembers;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import java.util.List;

/** How a merged list of addresses is written as a value. */
sealed interface ListForm {
  Bytes write(List<ProviderEntry> entries, long updatedAt);

  /** Section 8.6.3. */
  record OfProviders(ContentId content) implements ListForm {
    @Override
    public Bytes write(List<ProviderEntry> entries, long updatedAt) {
      return new ProviderList(content, entries, updatedAt).encoded();
    }
  }

  /** Section 8.6.4. */
  record OfMembers(CommunityId community) implements ListForm {
    @Override
    public Bytes write(List<ProviderEntry> entries, long updatedAt) {
      return new CommunityMembers(
              community, entries.stream().map(ProviderEntry::address).toList(), updatedAt)
          .encoded();
    }
  }
}
