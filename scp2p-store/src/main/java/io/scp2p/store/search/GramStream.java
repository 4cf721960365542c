package io.scp2p.store.search;

import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Gives the index every three characters of a name, and for every two neighbouring words the last
 * letter of one, a blank, and the first of the other, whatever stands between them.
 */
final class GramStream extends TokenStream {
  static final int LENGTH = 3;

  /** Follows each name, so that a single letter at its end begins a group, too. */
  private static final String PADDING = "\0\0";

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final StringBuilder text = new StringBuilder();
  private int nameEnd;
  private int at;

  void set(String name, List<String> nameWords, List<List<String>> tagWords) {
    text.setLength(0);
    text.append(name).append(PADDING);
    nameEnd = name.length();
    appendSeams(nameWords);
    tagWords.forEach(this::appendSeams);
  }

  private void appendSeams(List<String> words) {
    for (int i = 1; i < words.size(); i++) {
      text.append(seam(words.get(i - 1), words.get(i)));
    }
  }

  static String seam(String left, String right) {
    return left.charAt(left.length() - 1) + " " + right.charAt(0);
  }

  @Override
  public void reset() {
    at = nameEnd == 0 ? PADDING.length() : 0;
  }

  @Override
  public boolean incrementToken() {
    if (at + LENGTH > text.length()) {
      return false;
    }
    clearAttributes();
    term.append(text, at, at + LENGTH);
    // Behind the name the groups do not overlap: its last one begins at its last letter.
    at += at < nameEnd - 1 ? 1 : at < nameEnd ? nameEnd + PADDING.length() - at : LENGTH;
    return true;
  }
}
