package io.scp2p.core.engine.catalog;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.catalog.ManifestLimits;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.ShareHead;
import java.util.Arrays;
import java.util.Optional;

/** What other nodes may ask for: signed heads and manifests, by id and by DHT key. */
final class ServedRows {
  private final StateStore store;

  ServedRows(StateStore store) {
    this.store = store;
  }

  static void put(StateBatch batch, CatalogVersion version) {
    ShareId share = version.share();
    ShareHead head = version.head();
    if (head != null) {
      putHead(batch, head);
    }
    Bytes encoded = version.encoded();
    if (encoded != null) {
      batch.put(Keys.MANIFESTS, version.manifest().bytes(), encoded.toArray());
      if (encoded.size() <= ManifestLimits.MAX_DHT_BYTES) {
        batch.put(
            Keys.VALUES,
            DhtKeys.manifest(version.manifest()).value().toArray(),
            Keys.manifestValue(version.manifest()));
      }
    }
    if (head == null) {
      // A head of an older version would contradict what is served from now on.
      batch.delete(Keys.HEADS, share.bytes());
      batch.delete(Keys.VALUES, DhtKeys.shareHead(share).value().toArray());
    }
  }

  static void putHead(StateBatch batch, ShareHead head) {
    ShareId share = head.body().shareId();
    batch.put(Keys.HEADS, share.bytes(), head.encoded().toArray());
    batch.put(Keys.VALUES, DhtKeys.shareHead(share).value().toArray(), Keys.headValue(share));
  }

  /** The signed manifest of that id, if it is here. */
  Optional<Bytes> manifest(ManifestId manifest) throws StoreException {
    return store.get(Keys.MANIFESTS, manifest.bytes()).map(Bytes::wrap);
  }

  /** The signed head of the newest version, if there is one. */
  Optional<ShareHead> head(ShareId share) throws StoreException {
    Optional<byte[]> value = store.get(Keys.HEADS, share.bytes());
    try {
      return value.isEmpty()
          ? Optional.empty()
          : Optional.of(CborReader.decode(Bytes.wrap(value.get()), ShareHead::read));
    } catch (WireException damaged) {
      throw corrupt(Keys.HEADS, damaged);
    }
  }

  /** What FIND_VALUE asks for. */
  Optional<Bytes> value(DhtKey key) throws StoreException {
    Optional<byte[]> named = store.get(Keys.VALUES, key.value().toArray());
    if (named.isEmpty()) {
      return Optional.empty();
    }
    byte[] name = named.get();
    StateTable table = name[0] == Keys.HEAD_VALUE ? Keys.HEADS : Keys.MANIFESTS;
    return store.get(table, Arrays.copyOfRange(name, 1, name.length)).map(Bytes::wrap);
  }

  static StoreException corrupt(StateTable table, WireException why) {
    return new StoreException(
        StoreException.Reason.CORRUPT, "a row of table " + table.name() + " is damaged", why);
  }
}
