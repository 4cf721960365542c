package io.scp2p.store.search;

import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.spi.SearchDocument;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** One version of a share with what its items have in common. Equal by key. */
final class Edition {
  /** Newest first, then by bytes: a total order that does not depend on the index. */
  static final Comparator<Edition> NEWEST_FIRST =
      Comparator.comparing((Edition e) -> e.updatedAt)
          .reversed()
          .thenComparing(e -> e.share)
          .thenComparing(e -> e.manifest)
          .thenComparing(e -> e.key);

  final ShareId share;
  final ManifestId manifest;
  final Instant updatedAt;
  final @Nullable String title;
  final @Nullable String description;
  final String normalTitle;
  final String normalDescription;
  final BytesRef key;
  private @Nullable List<String> titleWords;
  private @Nullable List<String> descriptionWords;

  Edition(
      ShareId share,
      ManifestId manifest,
      Instant updatedAt,
      @Nullable String title,
      @Nullable String description) {
    this.share = share;
    this.manifest = manifest;
    this.updatedAt = updatedAt;
    this.title = title;
    this.description = description;
    normalTitle = title == null ? "" : SearchText.normalise(title);
    normalDescription = description == null ? "" : SearchText.normalise(description);
    key = EditionCodec.key(this);
  }

  static Edition of(SearchDocument document) {
    return new Edition(
        document.share(),
        document.manifest(),
        document.updatedAt(),
        document.title(),
        document.description());
  }

  /** Whether a document belongs here, without the cost of a key. */
  boolean covers(SearchDocument document) {
    return document.share().equals(share)
        && document.manifest().equals(manifest)
        && document.updatedAt().equals(updatedAt)
        && Objects.equals(document.title(), title)
        && Objects.equals(document.description(), description);
  }

  /** What title and description add for a query. */
  int points(String query) {
    return (normalTitle.contains(query) ? Points.TITLE : 0)
        + (normalDescription.contains(query) ? Points.DESCRIPTION : 0);
  }

  boolean hasToken(String word, boolean asPrefix) {
    return SearchText.hasToken(normalTitle, word, asPrefix)
        || SearchText.hasToken(normalDescription, word, asPrefix);
  }

  /** Words of the title. Two threads may both work it out; they get the same. */
  List<String> titleWords() {
    List<String> words = titleWords;
    if (words == null) {
      words = List.copyOf(SearchText.tokens(normalTitle));
      titleWords = words;
    }
    return words;
  }

  List<String> descriptionWords() {
    List<String> words = descriptionWords;
    if (words == null) {
      words = List.copyOf(SearchText.tokens(normalDescription));
      descriptionWords = words;
    }
    return words;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Edition edition && edition.key.equals(key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }
}
