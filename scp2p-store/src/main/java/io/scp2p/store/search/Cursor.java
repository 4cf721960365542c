package io.scp2p.store.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.StoreException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where a page ended, as text that only the index that wrote it can read: which snapshot, which
 * document, its score, and a code over all of that and the query. A cursor of another query, of
 * another index or of an earlier run is as unknown as one that was made up.
 */
final class Cursor {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BODY_BYTES = Long.BYTES + Integer.BYTES + Double.BYTES;
  private static final int CODE_BYTES = 16;

  private final SecretKeySpec key;

  Cursor(Entropy entropy) {
    key = new SecretKeySpec(entropy.bytes(32), ALGORITHM);
  }

  /** What a cursor says. */
  record Place(long snapshot, int doc, double score) {}

  String write(SearchQuery query, Place place) {
    byte[] body =
        ByteBuffer.allocate(BODY_BYTES)
            .putLong(place.snapshot())
            .putInt(place.doc())
            .putDouble(place.score())
            .array();
    byte[] all = Arrays.copyOf(body, BODY_BYTES + CODE_BYTES);
    System.arraycopy(code(query, body), 0, all, BODY_BYTES, CODE_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  Place read(SearchQuery query, String cursor) throws StoreException {
    byte[] all = decode(cursor);
    if (all.length == BODY_BYTES + CODE_BYTES) {
      byte[] body = Arrays.copyOf(all, BODY_BYTES);
      byte[] code = Arrays.copyOfRange(all, BODY_BYTES, all.length);
      if (MessageDigest.isEqual(code, code(query, body))) {
        ByteBuffer in = ByteBuffer.wrap(body);
        return new Place(in.getLong(), in.getInt(), in.getDouble());
      }
    }
    throw unknown();
  }

  static StoreException unknown() {
    return new StoreException(
        StoreException.Reason.MISSING,
        "The search cursor is not one of this query, or its time is over; begin at the first page.",
        null);
  }

  private static byte[] decode(String cursor) {
    try {
      return Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private byte[] code(SearchQuery query, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(body);
      return Arrays.copyOf(mac.doFinal(encode(query)), CODE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Everything that decides which hits there are and in which order. */
  private static byte[] encode(SearchQuery query) {
    ByteWriter out = new ByteWriter(256);
    out.text(query.text());
    out.bytes(query.mode().name().getBytes(UTF_8));
    out.bytes(query.order().name().getBytes(UTF_8));
    out.number(query.shares().size());
    query.shares().stream().sorted().forEach(share -> out.bytes(share.bytes()));
    out.number(query.tags().size());
    new TreeSet<>(query.tags()).forEach(out::text);
    out.number(query.mimeTypes().size());
    new TreeSet<>(query.mimeTypes()).forEach(out::text);
    out.number(query.minBytes());
    out.number(query.maxBytes());
    return out.toBytes();
  }
}
