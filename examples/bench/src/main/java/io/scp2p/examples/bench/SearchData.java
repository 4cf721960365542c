package io.scp2p.examples.bench;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.SearchDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Items to search. Names have three to six words of 50,000, one in four glued to the next; two to
 * four tags of 2,000; all by Zipf's law, in the items and in the queries.
 */
final class SearchData {
  private static final long SEED = 20_260_101;
  private static final int WORDS = 50_000;
  private static final int TAGS = 2_000;
  private static final String[] TYPES = {"image/png", "image/jpeg", "video/mp4", "text/plain"};

  private final Random random = new Random(SEED);
  private final String[] words = new String[WORDS];
  private final double[] wordSums = zipf(WORDS);
  private final double[] tagSums = zipf(TAGS);
  private final double[] shareSums;

  SearchData(int shares) {
    shareSums = zipf(shares);
    Set<String> made = new HashSet<>();
    for (int i = 0; i < WORDS; i++) {
      String word = letters();
      while (!made.add(word)) {
        word = letters();
      }
      words[i] = word;
    }
  }

  /** So many items, share by share as they arrive from the network. */
  List<SearchDocument> documents(int items) {
    int[] perShare = new int[shareSums.length];
    for (int i = 0; i < items; i++) {
      perShare[draw(shareSums)]++;
    }
    List<SearchDocument> documents = new ArrayList<>(items);
    for (int share = 0; share < perShare.length; share++) {
      String title = word() + " " + word();
      String description = String.join(" ", word(), word(), word(), "items");
      Instant updatedAt = Instant.ofEpochSecond(1_700_000_000 + random.nextInt(1_000));
      for (int i = 0; i < perShare[share]; i++) {
        documents.add(
            new SearchDocument(
                share(share),
                manifest(share),
                item(documents.size()),
                title,
                description,
                updatedAt));
      }
    }
    return documents;
  }

  private ShareItem item(int number) {
    StringBuilder name = new StringBuilder(word());
    for (int i = 2 + random.nextInt(4); i > 0; i--) {
      name.append(random.nextInt(4) == 0 ? "_" : " ").append(word());
    }
    List<String> tags = new ArrayList<>();
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      tags.add(tag());
    }
    String path = "folder" + number % 100 + "/" + name;
    return new ShareItem(
        content(number),
        name.toString(),
        path,
        random.nextInt(1 << 30),
        TYPES[number % TYPES.length],
        tags);
  }

  /** A word, the frequent ones more often. */
  String word() {
    return words[draw(wordSums)];
  }

  /** A tag, the frequent ones more often. */
  String tag() {
    return words[draw(tagSums)];
  }

  /** A share, those with many items more often. */
  ShareId shareWithMany() {
    return share(draw(shareSums));
  }

  /** A word that is none. */
  String unknownWord() {
    return "q" + random.nextInt(1 << 30);
  }

  /** A word with two letters the wrong way round. */
  String misspelt() {
    String word = word();
    return word.charAt(0) + "" + word.charAt(2) + word.charAt(1) + word.substring(3);
  }

  private String letters() {
    StringBuilder word = new StringBuilder();
    for (int i = 4 + random.nextInt(6); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private static double[] zipf(int count) {
    double[] sums = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    return sums;
  }

  private int draw(double[] sums) {
    int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    return found >= 0 ? found : Math.min(sums.length - 1, -found - 1);
  }

  private static byte[] numbered(int kind, int number) {
    byte[] bytes = new byte[32];
    new Random(number * 4L + kind).nextBytes(bytes);
    return bytes;
  }

  static ShareId share(int number) {
    return ShareId.of(numbered(1, number));
  }

  static ManifestId manifest(int number) {
    return ManifestId.of(numbered(2, number));
  }

  static ContentId content(int number) {
    return ContentId.of(numbered(3, number));
  }
}
