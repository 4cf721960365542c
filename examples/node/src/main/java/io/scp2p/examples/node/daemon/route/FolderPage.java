package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import io.scp2p.examples.node.daemon.http.ListPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One page of one folder of a share, collected in one pass over the items, whatever their order and
 * number: only what can be on the page is kept.
 */
final class FolderPage {
  private static final char FOLDER_FIRST = '0';
  private static final char FILE_LAST = '1';

  private final ShareId share;
  private final String prefix;
  private final ListPage.Range range;

  /** By place, and the content where two files of one place differ. */
  private final TreeMap<String, Entry> kept = new TreeMap<>();

  FolderPage(ShareId share, String folder, ListPage.Range range) {
    this.share = share;
    this.prefix = folder.isEmpty() ? "" : folder + "/";
    this.range = range;
  }

  /** A folder with what is in it, or a file. */
  record Entry(
      Type type, String name, String path, long items, long bytes, @Nullable ItemView item) {
    Entry plus(ShareItem more) {
      return new Entry(type, name, path, items + 1, bytes + more.sizeBytes(), item);
    }
  }

  /** Which of the two. */
  enum Type {
    /** Has more below it. */
    FOLDER,
    /** An item. */
    FILE
  }

  FolderPage add(ShareItem item) {
    String place = ItemView.place(item);
    if (!place.startsWith(prefix)) {
      return this;
    }
    String rest = place.substring(prefix.length());
    int slash = rest.indexOf('/');
    if (slash < 0) {
      keep(
          FILE_LAST + rest + "\0" + item.content(),
          new Entry(Type.FILE, rest, place, 1, item.sizeBytes(), ItemView.of(share, item)));
      return this;
    }
    String name = rest.substring(0, slash);
    String key = FOLDER_FIRST + name;
    Entry known = kept.get(key);
    if (known != null) {
      kept.put(key, known.plus(item));
    } else {
      keep(key, new Entry(Type.FOLDER, name, prefix + name, 1, item.sizeBytes(), null));
    }
    return this;
  }

  /** What is pushed out is larger than all that stays, so it never comes back half counted. */
  private void keep(String key, Entry entry) {
    String after = range.after();
    if (after != null && key.compareTo(after) <= 0) {
      return;
    }
    if (kept.size() > range.limit() && key.compareTo(kept.lastKey()) > 0) {
      return;
    }
    kept.put(key, entry);
    if (kept.size() > range.limit() + 1) {
      kept.pollLastEntry();
    }
  }

  ListPage<Entry> page() {
    if (kept.size() <= range.limit()) {
      return ListPage.whole(List.copyOf(kept.values()));
    }
    List<Map.Entry<String, Entry>> first = new ArrayList<>(kept.entrySet());
    first.remove(first.size() - 1);
    String next = first.get(first.size() - 1).getKey();
    return new ListPage<>(first.stream().map(Map.Entry::getValue).toList(), next);
  }
}
