package io.scp2p.store.search;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.share.ShareItem;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** An item as the index keeps it: normalised text first, because that is read most. */
final class ItemRecord {
  private ItemRecord() {}

  static byte[] encode(ByteWriter out, ShareItem item, String name, List<String> tags) {
    out.clear();
    out.text(name);
    out.number(tags.size());
    tags.forEach(out::text);
    out.bytes(item.content().bytes());
    out.number(item.sizeBytes());
    out.optional(item.path());
    out.optional(item.mimeType());
    out.optional(item.name().equals(name) ? null : item.name());
    for (int i = 0; i < tags.size(); i++) {
      String tag = item.tags().get(i);
      out.optional(tag.equals(tags.get(i)) ? null : tag);
    }
    return out.toBytes();
  }

  static Texts texts(BytesRef record) {
    return texts(new ByteReader(record));
  }

  private static Texts texts(ByteReader in) {
    String name = in.text();
    int count = (int) in.number();
    List<String> tags = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tags.add(in.text());
    }
    return new Texts(name, tags);
  }

  static Item item(BytesRef record) {
    ByteReader in = new ByteReader(record);
    Texts normal = texts(in);
    ContentId content = ContentId.of(in.bytes(32));
    long size = in.number();
    String path = in.optional();
    String mime = in.optional();
    String name = or(in.optional(), normal.name());
    List<String> tags = new ArrayList<>(normal.tags().size());
    for (String tag : normal.tags()) {
      tags.add(or(in.optional(), tag));
    }
    return new Item(normal, new ShareItem(content, name, path, size, mime, tags));
  }

  private static String or(@Nullable String own, String normal) {
    return own == null ? normal : own;
  }

  /** The normalised text of an item. */
  record Texts(String name, List<String> tags) {
    int points(String query) {
      return Points.ofItem(name, tags, query);
    }

    boolean hasToken(String word, boolean asPrefix) {
      return SearchText.hasToken(name, word, asPrefix)
          || tags.stream().anyMatch(tag -> SearchText.hasToken(tag, word, asPrefix));
    }
  }

  /** An item with its normalised text. */
  record Item(Texts normal, ShareItem item) {}
}
