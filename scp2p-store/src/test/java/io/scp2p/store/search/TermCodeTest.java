package io.scp2p.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers that stand for words say the same as the text. */
class TermCodeTest {
  @Property
  void exactPointsAreThoseOfTheText(@ForAll long seed) {
    Random random = new Random(seed);
    String name = text(random, 4);
    List<String> tags = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add(text(random, 2));
    }
    List<String> words = new ArrayList<>(SearchText.tokens(name));
    tags.forEach(tag -> words.addAll(SearchText.tokens(tag)));
    for (String word : words) {
      int code = TermCode.encode(name, tags, word);
      assertThat(code).isBetween(1, TermCode.READ_THE_TEXT);
      if (code != TermCode.READ_THE_TEXT) {
        assertThat(TermCode.exactPoints(code))
            .as("%s in %s %s", word, name, tags)
            .isEqualTo(Points.ofItem(name, tags, word));
      }
    }
  }

  private static String text(Random random, int most) {
    String[] parts = {"a", "ab", "aba", "b", " ", "-", " "};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1) * 2; i > 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }

  @Example
  void whatDoesNotFitIsReadFromTheText() {
    assertThat(TermCode.encode("a", List.of("b", "b", "b", "b"), "b"))
        .isEqualTo(TermCode.READ_THE_TEXT);
    assertThat(TermCode.encode("a", List.of("b1", "b2", "b3", "b4"), "b"))
        .isEqualTo(TermCode.READ_THE_TEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "beach,beach,0",
    "beach,baech,1",
    "beach,each,1",
    "beach,beaches,2",
    "beach,bench,1",
    "abc,abc,0",
    "abc,abd,1",
    "mountain,montan,2",
    "𝐀bcd,bbcd,1"
  })
  void differencesAreCounted(String left, String right, int distance) {
    assertThat(EditDistance.between(left, right, 2)).isEqualTo(distance);
  }
}
