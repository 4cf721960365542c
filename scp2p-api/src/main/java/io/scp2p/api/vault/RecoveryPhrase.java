package io.scp2p.api.vault;

import io.scp2p.api.spi.SecretAccess;
import java.util.List;
import java.util.Objects;

/** Words that bring the whole vault back on an empty machine. Whoever has them has the vault. */
public final class RecoveryPhrase {
  /** Longer phrases are refused unread. */
  public static final int MAX_WORDS = 64;

  private final List<String> words;

  private RecoveryPhrase(List<String> words) {
    this.words = words;
  }

  /**
   * Takes words as a person entered them; whether they are right shows when they are used.
   *
   * @param words in their order
   * @return the phrase
   */
  public static RecoveryPhrase of(List<String> words) {
    if (words.isEmpty() || words.size() > MAX_WORDS) {
      throw new IllegalArgumentException("a recovery phrase has 1 to " + MAX_WORDS + " words");
    }
    return new RecoveryPhrase(List.copyOf(words));
  }

  /**
   * Shows the words.
   *
   * @param token says that they will be protected
   * @return the words in their order
   */
  public List<String> reveal(SecretAccess token) {
    Objects.requireNonNull(token, "token");
    return words;
  }

  /** Says nothing about the words. */
  @Override
  public String toString() {
    return "RecoveryPhrase[hidden]";
  }
}
