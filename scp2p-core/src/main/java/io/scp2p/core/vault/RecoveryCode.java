package io.scp2p.core.vault;

import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The owner's seed as words: 24 for the whole, 26 for a part of which some bring it back (section
 * V7). A part alone says nothing about the seed.
 */
public final class RecoveryCode {
  /** Most parts there can be. */
  public static final int MAX_PARTS = 15;

  private static final String WHOLE = "scp2p vault recovery v1";
  private static final String PART = "scp2p vault recovery part v1";
  private static final int SEED_BYTES = SigningKey.SEED_BYTES;
  private static final int PART_BYTES = SEED_BYTES + 2;

  private RecoveryCode() {}

  /** The words of a seed. */
  public static List<String> words(SigningKey owner) {
    byte[] seed = owner.exportSeed(SecretAccess.iWillProtectTheExportedSecret());
    try {
      return WordCode.encode(WHOLE, seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /**
   * Parts of a seed, any {@code needed} of which bring it back.
   *
   * @throws IllegalArgumentException unless 2 ≤ needed ≤ parts ≤ {@link #MAX_PARTS}
   */
  public static List<List<String>> split(SigningKey owner, int needed, int parts, Entropy entropy) {
    if (needed < 2 || needed > parts || parts > MAX_PARTS) {
      throw new IllegalArgumentException("cannot split into " + needed + " of " + parts);
    }
    byte[] seed = owner.exportSeed(SecretAccess.iWillProtectTheExportedSecret());
    byte set = entropy.bytes(1)[0];
    List<List<String>> all = new ArrayList<>();
    try {
      byte[][] shares = SecretSharing.split(seed, needed, parts, entropy);
      for (int i = 0; i < parts; i++) {
        byte[] part = new byte[PART_BYTES];
        part[0] = (byte) (needed << 4 | (i + 1));
        part[1] = set;
        System.arraycopy(shares[i], 0, part, 2, SEED_BYTES);
        all.add(WordCode.encode(PART, part));
        Arrays.fill(part, (byte) 0);
        Arrays.fill(shares[i], (byte) 0);
      }
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
    return all;
  }

  /**
   * The key of the owner, from its whole phrase or from enough parts of one set.
   *
   * @return nothing if a word is wrong, or parts are too few or do not belong together
   */
  public static Optional<SigningKey> recover(List<List<String>> phrases) {
    if (phrases.size() == 1 && phrases.get(0).size() == WordCode.wordCount(SEED_BYTES)) {
      return WordCode.decode(WHOLE, phrases.get(0), SEED_BYTES).map(RecoveryCode::key);
    }
    List<byte[]> parts = new ArrayList<>();
    Set<Integer> numbers = new HashSet<>();
    for (List<String> phrase : phrases) {
      Optional<byte[]> part = WordCode.decode(PART, phrase, PART_BYTES);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      if (numbers.add(part.get()[0] & 15)) {
        parts.add(part.get());
      }
    }
    if (parts.isEmpty() || !belongTogether(parts)) {
      return Optional.empty();
    }
    int needed = parts.get(0)[0] >>> 4 & 15;
    int[] at = new int[needed];
    byte[][] shares = new byte[needed][];
    for (int i = 0; i < needed; i++) {
      at[i] = parts.get(i)[0] & 15;
      shares[i] = Arrays.copyOfRange(parts.get(i), 2, PART_BYTES);
    }
    return Optional.of(key(SecretSharing.join(at, shares)));
  }

  private static boolean belongTogether(List<byte[]> parts) {
    int needed = parts.get(0)[0] >>> 4 & 15;
    for (byte[] part : parts) {
      boolean same = (part[0] >>> 4 & 15) == needed && part[1] == parts.get(0)[1];
      if (!same || (part[0] & 15) == 0) {
        return false;
      }
    }
    return needed >= 2 && parts.size() >= needed;
  }

  private static SigningKey key(byte[] seed) {
    try (SecretBytes secret = SecretBytes.copyOf(seed)) {
      return SigningKey.ofSeed(secret);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }
}
