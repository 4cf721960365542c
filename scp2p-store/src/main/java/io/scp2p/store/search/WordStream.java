package io.scp2p.store.search;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;

/** Gives the index each word of an item once, with its {@link TermCode} as frequency. */
final class WordStream extends TokenStream {
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final TermFrequencyAttribute frequency = addAttribute(TermFrequencyAttribute.class);
  private final Map<String, Integer> codes = new LinkedHashMap<>();
  private Iterator<Map.Entry<String, Integer>> rest = codes.entrySet().iterator();

  void set(String name, List<String> nameWords, List<String> tags, List<List<String>> tagWords) {
    codes.clear();
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
      if (readTheText || TermCode.mayBeCut(word)) {
        codes.put(TermCode.term(word), TermCode.READ_THE_TEXT);
      } else if (!codes.containsKey(word)) {
        codes.put(word, TermCode.encode(name, tags, word));
      }
    }
  }

  @Override
  public void reset() {
    rest = codes.entrySet().iterator();
  }

  @Override
  public boolean incrementToken() {
    if (!rest.hasNext()) {
      return false;
    }
    clearAttributes();
    Map.Entry<String, Integer> next = rest.next();
    term.append(next.getKey());
    frequency.setTermFrequency(next.getValue());
    return true;
  }
}
