package io.scp2p.store.search;

import java.util.Arrays;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;

/**
 * Gives the index each first letter of the words of an item. Whoever types begins with one letter,
 * and too many words begin with it; so what the item is worth for that query is stored, plus one,
 * as its frequency.
 */
final class LetterStream extends TokenStream {
  private static final int[] NOTES = notesOfFrequencies();

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);
  private final StringBuilder letters = new StringBuilder();
  private int[] frequencies = new int[16];
  private int count;
  private int next;
  private int at;

  /** Whether a query is one letter. */
  static boolean isOne(String text) {
    return text.codePointCount(0, text.length()) == 1;
  }

  /** What a document with such a frequency is worth. Not to be changed. */
  static int[] notes() {
    return NOTES;
  }

  private static int[] notesOfFrequencies() {
    int[] notes = new int[TermCode.READ_THE_TEXT + 1];
    for (int i = 1; i < notes.length; i++) {
      notes[i] = Note.known(i - 1);
    }
    notes[TermCode.READ_THE_TEXT] = Note.UNKNOWN;
    return notes;
  }

  void set(String name, List<String> nameWords, List<String> tags, List<List<String>> tagWords) {
    letters.setLength(0);
    count = 0;
    int length = name.length();
    for (String tag : tags) {
      length += tag.length();
    }
    boolean readTheText = length > TermCode.MAX_TEXT;
    addAll(nameWords, name, tags, readTheText);
    for (List<String> words : tagWords) {
      addAll(words, name, tags, readTheText);
    }
  }

  private void addAll(List<String> words, String name, List<String> tags, boolean readTheText) {
    for (String word : words) {
      String letter = word.substring(0, word.offsetByCodePoints(0, 1));
      if (letters.indexOf(letter) < 0) {
        if (count == frequencies.length) {
          frequencies = Arrays.copyOf(frequencies, count * 2);
        }
        letters.append(letter);
        frequencies[count++] =
            readTheText
                ? TermCode.READ_THE_TEXT
                : Math.min(TermCode.READ_THE_TEXT, 1 + Points.ofItem(name, tags, letter));
      }
    }
  }

  @Override
  public void reset() {
    next = 0;
    at = 0;
  }

  @Override
  public boolean incrementToken() {
    if (next == count) {
      return false;
    }
    clearAttributes();
    int end = letters.offsetByCodePoints(at, 1);
    term.append(letters, at, end);
    at = end;
    frequency.setTermFrequency(frequencies[next++]);
    return true;
  }
}
