package io.scp2p.core.vault.catalog;

import io.scp2p.api.id.FileId;
import io.scp2p.core.wire.vault.VaultLimits;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** The files of one owner. Immutable; merging makes another one. */
public final class Catalog {
  /** No files. */
  public static final Catalog EMPTY = new Catalog(new TreeMap<>());

  private final SortedMap<FileId, FileEntry> files;

  Catalog(SortedMap<FileId, FileEntry> files) {
    this.files = files;
  }

  /** The page that a file belongs to. */
  public static int pageOf(FileId file) {
    return (file.bytes()[0] & 0xff) % VaultLimits.CATALOG_PAGES;
  }

  /** Every file, deleted ones too. */
  public SortedMap<FileId, FileEntry> files() {
    return Collections.unmodifiableSortedMap(files);
  }

  /** With news of some files. */
  public Catalog with(Map<FileId, FileEntry> news) {
    SortedMap<FileId, FileEntry> all = new TreeMap<>(files);
    news.forEach((file, entry) -> all.merge(file, entry, mergeEntries()));
    return new Catalog(all);
  }

  /** All that either knows. */
  public Catalog merge(Catalog other) {
    return with(other.files);
  }

  /**
   * Without placements of deleted files that nobody can have any more: their holders have promised
   * them until some time, and a day more has passed. What another device still says of them is
   * dropped again by the same rule.
   *
   * @param nowSeconds Unix time
   */
  public Catalog pruned(long nowSeconds) {
    SortedMap<FileId, FileEntry> some = new TreeMap<>();
    files.forEach(
        (file, entry) -> {
          if (entry.hasOver(nowSeconds)) {
            some.put(file, entry.pruned(nowSeconds));
          }
        });
    if (some.isEmpty()) {
      return this;
    }
    SortedMap<FileId, FileEntry> all = new TreeMap<>(files);
    all.putAll(some);
    return new Catalog(all);
  }

  private static BinaryOperator<FileEntry> mergeEntries() {
    return FileEntry::merge;
  }

  /** What belongs to one page. */
  public Catalog page(int page) {
    SortedMap<FileId, FileEntry> some = new TreeMap<>();
    files.forEach(
        (file, entry) -> {
          if (pageOf(file) == page) {
            some.put(file, entry);
          }
        });
    return new Catalog(some);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Catalog that && files.equals(that.files);
  }

  @Override
  public int hashCode() {
    return files.hashCode();
  }

  @Override
  public String toString() {
    return "Catalog[" + files.size() + " files]";
  }
}
