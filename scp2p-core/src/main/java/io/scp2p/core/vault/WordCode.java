package io.scp2p.core.vault;

import io.scp2p.core.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bytes as words that a person can write down and type again (section V7.1).
 *
 * <p>The list is made by rule: consonant, vowel, consonant, vowel, such that the numbers of the
 * four letters add up to a multiple of three, in alphabetical order, without a few that mean
 * something ugly, the first 2,048. So two words differ in two letters at least, or in one letter
 * replaced by one three, six, … places away; and the list is nobody's property.
 */
public final class WordCode {
  static final int WORD_BITS = 11;
  private static final String CONSONANTS = "bdfghjklmnprstvz";
  private static final String VOWELS = "aeiou";
  private static final Set<String> UGLY =
      Set.of("dago", "homo", "kaka", "kike", "nazi", "pedo", "pipi", "puta", "puto", "rape");
  private static final List<String> WORDS = words();
  private static final Map<String, Integer> NUMBERS = numbers();

  private WordCode() {}

  private static List<String> words() {
    List<String> words = new ArrayList<>();
    for (int a = 0; a < CONSONANTS.length(); a++) {
      for (int b = 0; b < VOWELS.length(); b++) {
        for (int c = 0; c < CONSONANTS.length(); c++) {
          for (int d = 0; d < VOWELS.length(); d++) {
            String word =
                ""
                    + CONSONANTS.charAt(a)
                    + VOWELS.charAt(b)
                    + CONSONANTS.charAt(c)
                    + VOWELS.charAt(d);
            if ((a + b + c + d) % 3 == 0 && !UGLY.contains(word)) {
              words.add(word);
            }
          }
        }
      }
    }
    return List.copyOf(words.subList(0, 1 << WORD_BITS));
  }

  private static Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < WORDS.size(); i++) {
      numbers.put(WORDS.get(i), i);
    }
    return Map.copyOf(numbers);
  }

  /** All words, in order. */
  public static List<String> list() {
    return WORDS;
  }

  /** How many words so many bytes make: what is left of the last word is checksum. */
  static int wordCount(int bytes) {
    return (8 * bytes + 8 + WORD_BITS - 1) / WORD_BITS;
  }

  /** The words, with a checksum of 8 bits or more that depends on what they are for. */
  static List<String> encode(String domain, byte[] data) {
    byte[] bits = withChecksum(domain, data);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < wordCount(data.length); i++) {
      int number = 0;
      for (int bit = i * WORD_BITS; bit < (i + 1) * WORD_BITS; bit++) {
        number = number << 1 | (bits[bit >>> 3] >>> (7 - (bit & 7)) & 1);
      }
      words.add(WORDS.get(number));
    }
    Arrays.fill(bits, (byte) 0);
    return words;
  }

  /** The bytes, or nothing if a word, the length or the checksum is wrong. */
  static Optional<byte[]> decode(String domain, List<String> words, int bytes) {
    if (words.size() != wordCount(bytes)) {
      return Optional.empty();
    }
    byte[] bits = new byte[bytes + 3];
    for (int i = 0; i < words.size(); i++) {
      Integer number = NUMBERS.get(words.get(i).strip().toLowerCase(Locale.ROOT));
      if (number == null) {
        return Optional.empty();
      }
      for (int j = 0; j < WORD_BITS; j++) {
        int bit = i * WORD_BITS + j;
        bits[bit >>> 3] |= (byte) ((number >>> (WORD_BITS - 1 - j) & 1) << (7 - (bit & 7)));
      }
    }
    byte[] data = Arrays.copyOf(bits, bytes);
    return encode(domain, data).equals(encodeBits(bits, words.size()))
        ? Optional.of(data)
        : Optional.empty();
  }

  private static List<String> encodeBits(byte[] bits, int count) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = 0;
      for (int bit = i * WORD_BITS; bit < (i + 1) * WORD_BITS; bit++) {
        number = number << 1 | (bits[bit >>> 3] >>> (7 - (bit & 7)) & 1);
      }
      words.add(WORDS.get(number));
    }
    return words;
  }

  private static byte[] withChecksum(String domain, byte[] data) {
    byte[] hash = Sha256.hash(domain.getBytes(StandardCharsets.US_ASCII), data);
    byte[] bits = Arrays.copyOf(data, data.length + 3);
    System.arraycopy(hash, 0, bits, data.length, 3);
    return bits;
  }
}
