package io.scp2p.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Specification section 13.1. */
class SearchTextTest {
  @Example
  void tokensAreRunsOfLettersAndNumbersOfAnyScript() {
    assertThat(SearchText.tokens(SearchText.normalise("IMG_2019-ÄÖ.Jpg №5 ½ 日本😀x")))
        .isEqualTo(List.of("img", "2019", "äö", "jpg", "no5", "1", "2", "日本", "x"));
  }

  @Property(tries = 2_000)
  void tokensAndNormalFormAreThoseOfTheReference(@ForAll String text) {
    String normal = SearchText.normalise(text);
    assertThat(SearchText.tokens(normal)).isEqualTo(ReferenceRanking.words(normal));
    if (text.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000)) {
      assertThat(normal).isEqualTo(ReferenceRanking.normal(text));
    }
  }

  @Example
  void aSnippetIsNeverLongerThanItMayBe() {
    String text = "😀".repeat(40) + "word" + "字".repeat(40);
    assertThat(Snippet.of(text, null, "name", List.of("word")))
        .isEqualTo("..." + "😀".repeat(12) + "word" + "字".repeat(16) + "...");
    assertThat(Snippet.of("title", "description", "The Name", List.of("zzz", "name")))
        .isEqualTo("The Name");
    assertThat(Snippet.of(null, null, "n".repeat(60), List.of("tag")))
        .isEqualTo("n".repeat(48) + "...");
  }
}
