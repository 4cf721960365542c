package io.scp2p.store.search;

import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;

/**
 * Gives the index every three characters of a name, and for every two neighbouring words the last
 * letter of one, a blank, and the first of the other, whatever stands between them.
 */
final class GramStream extends TokenStream {
  static final int LENGTH = 3;

  /** Follows each name, so that a single letter at its end begins a group, too. */
  private static final String PADDING = "\0\0";

  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final StringBuilder text = new StringBuilder();

  /** The text, if a character is a byte of it. */
  private byte[] bytes = {};

  private final BytesRef slice = new BytesRef();
  private final BytesRefBuilder encoded = new BytesRefBuilder();
  private boolean ascii;
  private int nameEnd;
  private int at;

  void set(String name, List<String> nameWords, List<List<String>> tagWords) {
    text.setLength(0);
    text.append(name).append(PADDING);
    nameEnd = name.length();
    appendSeams(nameWords);
    tagWords.forEach(this::appendSeams);
    encode();
  }

  private void encode() {
    int length = text.length();
    bytes = bytes.length < length ? new byte[length * 2] : bytes;
    ascii = true;
    for (int i = 0; i < length && ascii; i++) {
      char c = text.charAt(i);
      ascii = c < 0x80;
      bytes[i] = (byte) c;
    }
    slice.bytes = bytes;
    slice.length = LENGTH;
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
    clearAttributes(); // Once: every group stands one behind the other.
    at = nameEnd == 0 ? PADDING.length() : 0;
  }

  @Override
  public boolean incrementToken() {
    if (at + LENGTH > text.length()) {
      return false;
    }
    if (ascii) {
      slice.offset = at;
      term.setBytesRef(slice);
    } else {
      encoded.copyChars(text, at, LENGTH);
      term.setBytesRef(encoded.get());
    }
    // Behind the name the groups do not overlap: its last one begins at its last letter.
    at += at < nameEnd - 1 ? 1 : at < nameEnd ? nameEnd + PADDING.length() - at : LENGTH;
    return true;
  }
}
