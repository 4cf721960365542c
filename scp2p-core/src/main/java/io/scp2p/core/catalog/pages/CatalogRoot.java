package io.scp2p.core.catalog.pages;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.Encodable;
import io.scp2p.core.wire.cbor.IdForm;
import io.scp2p.core.wire.cbor.ListReader;
import java.nio.charset.StandardCharsets;

/**
 * What a publisher signs beside the head of a version: which pages it has.
 *
 * @param share of which share
 * @param seq number of the version, unsigned, as in its head
 * @param manifest as in its head
 * @param itemCount items of the version
 * @param rootHash of the first page
 */
public record CatalogRoot(
    ShareId share, long seq, ManifestId manifest, long itemCount, Bytes rootHash)
    implements Encodable {
  private static final int FORM = 1;
  private static final int HASH_BYTES = 32;

  /** Sixteen octets that no other signature of a share key begins with. */
  private static final byte[] DOMAIN = "scp2p-x catalog1".getBytes(StandardCharsets.US_ASCII);

  /** Refuses what has no wire form. */
  public CatalogRoot {
    rootHash.requireSize(HASH_BYTES, "root hash");
  }

  /** What names the first page. */
  public PageRef ref() {
    return new PageRef(Bytes.EMPTY, itemCount, rootHash);
  }

  /** What is signed. */
  public byte[] signingBytes() {
    byte[] body = bytes().toArray();
    byte[] all = new byte[DOMAIN.length + body.length];
    System.arraycopy(DOMAIN, 0, all, 0, DOMAIN.length);
    System.arraycopy(body, 0, all, DOMAIN.length, body.length);
    return all;
  }

  /** The one form. */
  public Bytes bytes() {
    return encoded(IdForm.COMPACT);
  }

  @Override
  public void write(CborWriter out) {
    out.array(6);
    out.uint(FORM);
    out.bytes(share);
    out.uint(seq);
    out.bytes(manifest);
    out.uint(itemCount);
    out.bytes(rootHash);
  }

  /** Reads a root in its one form. */
  public static CatalogRoot decode(Bytes encoded) throws WireException {
    CatalogRoot root = CborReader.decode(encoded, CatalogRoot::read);
    if (!root.bytes().equals(encoded)) {
      throw new WireException(Reason.MALFORMED, "a root is not in its one form");
    }
    return root;
  }

  private static CatalogRoot read(CborReader in) throws WireException {
    ListReader parts = in.list();
    need(parts.next() && in.u8() == FORM, in);
    need(parts.next(), in);
    ShareId share = ShareId.of(in.byteString(ShareId.LENGTH));
    need(parts.next(), in);
    long seq = in.u64();
    need(parts.next(), in);
    ManifestId manifest = ManifestId.of(in.byteString(ManifestId.LENGTH));
    need(parts.next(), in);
    long count = in.u64();
    need(count >= 0 && parts.next(), in);
    Bytes hash = Bytes.wrap(in.byteString(HASH_BYTES));
    need(!parts.next(), in);
    return new CatalogRoot(share, seq, manifest, count, hash);
  }

  private static void need(boolean holds, CborReader in) throws WireException {
    if (!holds) {
      throw in.reject(Reason.MALFORMED, "no root of a catalog", in.offset());
    }
  }
}
