package io.scp2p.store.search;

import io.scp2p.api.search.SearchQuery;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.SearchDocument;
import io.scp2p.api.spi.SearchScope;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Specification section 13.2 word for word, over every item, with nothing of the index in it: it
 * has its own idea of white space, words and order.
 */
final class ReferenceRanking {
  private static final Pattern NO_WORD =
      Pattern.compile("[^\\p{IsAlphabetic}\\p{Nd}\\p{Nl}\\p{No}]+");
  private static final Pattern SPACE = Pattern.compile("\\p{IsWhite_Space}+");

  private ReferenceRanking() {}

  record Scored(SearchDocument document, double score) {}

  static List<Scored> rank(Collection<SearchDocument> all, SearchQuery query, SearchScope scope) {
    String whole = normal(query.text());
    String text = trim(whole);
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> words = words(whole);
    boolean prefix = !words.isEmpty() && whole.endsWith(words.get(words.size() - 1));
    List<SearchDocument> searched =
        all.stream().filter(d -> scope.weights().containsKey(d.share())).toList();
    List<SearchDocument> candidates =
        searched.stream().filter(d -> isCandidate(d, words, prefix)).toList();
    if (candidates.isEmpty()) {
      candidates = searched.stream().filter(d -> normal(d.item().name()).contains(text)).toList();
    }
    List<Scored> scored = new ArrayList<>();
    for (SearchDocument document : candidates) {
      double score = points(document, text) * scope.weights().get(document.share());
      if (score > 0
          && !scope.blocked().contains(document.item().content())
          && passes(document.item(), query)
          && (query.shares().isEmpty() || query.shares().contains(document.share()))) {
        scored.add(new Scored(document, score));
      }
    }
    scored.sort(order(query));
    return scored;
  }

  private static boolean passes(ShareItem item, SearchQuery query) {
    List<String> tags = item.tags().stream().map(ReferenceRanking::normal).toList();
    return item.sizeBytes() >= query.minBytes()
        && item.sizeBytes() <= query.maxBytes()
        && query.tags().stream().allMatch(tag -> tags.contains(normal(tag)));
  }

  private static Comparator<Scored> order(SearchQuery query) {
    Comparator<Scored> score = Comparator.comparingDouble((Scored s) -> s.score).reversed();
    Comparator<Scored> size =
        Comparator.comparingLong((Scored s) -> s.document.item().sizeBytes()).reversed();
    Comparator<Scored> edition =
        Comparator.comparing((Scored s) -> s.document.updatedAt())
            .reversed()
            .thenComparing(s -> s.document.share())
            .thenComparing(s -> s.document.manifest());
    Comparator<Scored> name =
        Comparator.comparing(
            s -> normal(s.document.item().name()).codePoints().toArray(), Arrays::compare);
    Comparator<Scored> path =
        Comparator.comparing(
            s -> s.document.item().path() == null ? "" : "/" + s.document.item().path());
    Comparator<Scored> rest =
        name.thenComparing(path)
            .thenComparing(edition)
            .thenComparing(s -> s.document.item().content());
    return switch (query.order()) {
      case RELEVANCE -> score.thenComparing(edition).thenComparing(rest);
      case SIZE -> size.thenComparing(rest);
      case NEWEST -> edition.thenComparing(rest);
      case NAME -> rest;
    };
  }

  private static boolean isCandidate(SearchDocument document, List<String> words, boolean prefix) {
    List<String> own = new ArrayList<>(words(normal(document.item().name())));
    document.item().tags().forEach(tag -> own.addAll(words(normal(tag))));
    own.addAll(words(normal(orEmpty(document.title()))));
    own.addAll(words(normal(orEmpty(document.description()))));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean asPrefix = prefix && i == words.size() - 1;
      if (own.stream().anyMatch(o -> asPrefix ? o.startsWith(word) : o.equals(word))) {
        return true;
      }
    }
    return false;
  }

  private static int points(SearchDocument document, String q) {
    String name = normal(document.item().name());
    List<String> words = List.of(SPACE.split(name));
    int points = 0;
    if (name.equals(q)) {
      points = 100;
    } else if (words.contains(q)) {
      points = 85;
    } else if (words.stream().anyMatch(word -> word.startsWith(q))) {
      points = 65;
    } else if (name.contains(q)) {
      points = 45;
    }
    for (String tag : document.item().tags()) {
      String normal = normal(tag);
      points += normal.equals(q) ? 30 : normal.startsWith(q) ? 20 : 0;
    }
    points += normal(orEmpty(document.title())).contains(q) ? 12 : 0;
    points += normal(orEmpty(document.description())).contains(q) ? 8 : 0;
    return points;
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  private static String trim(String text) {
    return text.replaceAll("^\\p{IsWhite_Space}+|\\p{IsWhite_Space}+$", "");
  }

  static List<String> words(String text) {
    return Arrays.stream(NO_WORD.split(text)).filter(word -> !word.isEmpty()).toList();
  }
}
