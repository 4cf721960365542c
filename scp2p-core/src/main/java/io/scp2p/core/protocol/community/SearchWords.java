package io.scp2p.core.protocol.community;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The words by which a share is found (docs/community-protocol.md, section K4): of its title, its
 * description and its tags; NFKC, lower case, runs of letters and digits.
 */
public final class SearchWords {
  /** Words of one share; a description may have more, and is then found by these. */
  public static final int MAX_PER_SHARE = 48;

  /** Words of one query. */
  public static final int MAX_PER_QUERY = 8;

  /** UTF-8 bytes that count of one word. */
  public static final int MAX_WORD_BYTES = 40;

  private SearchWords() {}

  /** Of a share, sorted. */
  public static Set<String> of(ShareRecord.Body body) {
    Set<String> words = new TreeSet<>();
    collect(body.title(), words, MAX_PER_SHARE);
    body.tags().forEach(tag -> collect(tag, words, MAX_PER_SHARE));
    collect(body.description(), words, MAX_PER_SHARE);
    return words;
  }

  /** Of what v1 says of a share. */
  public static Set<String> of(@Nullable String title, @Nullable String description) {
    Set<String> words = new TreeSet<>();
    collect(title, words, MAX_PER_SHARE);
    collect(description, words, MAX_PER_SHARE);
    return words;
  }

  /** Of a query, in no order that means anything. */
  public static List<String> of(String query) {
    Set<String> words = new TreeSet<>();
    collect(query, words, MAX_PER_QUERY);
    return List.copyOf(words);
  }

  private static void collect(@Nullable String text, Set<String> words, int limit) {
    if (text == null) {
      return;
    }
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    StringBuilder word = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            point -> {
              if (Character.isLetterOrDigit(point)) {
                word.appendCodePoint(point);
              } else {
                add(word, words, limit);
              }
            });
    add(word, words, limit);
  }

  private static void add(StringBuilder word, Set<String> words, int limit) {
    if (word.length() > 0 && words.size() < limit) {
      words.add(cut(word.toString()));
    }
    word.setLength(0);
  }

  private static String cut(String word) {
    String cut = word;
    while (cut.getBytes(StandardCharsets.UTF_8).length > MAX_WORD_BYTES) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }

  /** Whether every word of a query begins a word of a share. */
  public static boolean match(List<String> query, Set<String> words) {
    return query.stream().allMatch(each -> words.stream().anyMatch(word -> word.startsWith(each)));
  }
}
