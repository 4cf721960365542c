package io.scp2p.examples.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Small damage to inputs, the same for the same seed. */
final class Mutator {
  private static final int MAX_STEPS = 4;
  private static final int MAX_INSERTED = 16;

  /** Heads and numbers at the edges of CBOR and of our limits. */
  private static final byte[] INTERESTING = {
    0,
    1,
    0x17,
    0x18,
    0x19,
    0x1a,
    0x1b,
    0x1f,
    0x38,
    0x40,
    0x58,
    0x5a,
    0x5b,
    0x5f,
    0x60,
    0x7a,
    0x7f,
    (byte) 0x80,
    (byte) 0x9a,
    (byte) 0x9b,
    (byte) 0x9f,
    (byte) 0xa0,
    (byte) 0xbb,
    (byte) 0xbf,
    (byte) 0xc2,
    (byte) 0xf4,
    (byte) 0xf6,
    (byte) 0xf7,
    (byte) 0xfb,
    (byte) 0xff
  };

  private final SplittableRandom random;
  private final List<byte[]> corpus;

  /**
   * A mutator.
   *
   * @param corpus to begin with, and to splice in
   */
  Mutator(long seed, List<byte[]> corpus) {
    this.random = new SplittableRandom(seed);
    this.corpus = corpus.isEmpty() ? List.of(new byte[0]) : List.copyOf(corpus);
  }

  /** The next input. */
  byte[] next() {
    byte[] input = any().clone();
    for (int steps = 1 + random.nextInt(MAX_STEPS); steps > 0; steps--) {
      input = step(input);
    }
    return input;
  }

  private byte[] any() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] step(byte[] input) {
    int at = input.length == 0 ? 0 : random.nextInt(input.length);
    if (input.length == 0) {
      return inserted(input, 0);
    }
    switch (random.nextInt(8)) {
      case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> input[at] = INTERESTING[random.nextInt(INTERESTING.length)];
      case 2 -> input[at] += (byte) (random.nextInt(9) - 4);
      case 3 -> {
        return Arrays.copyOf(input, at);
      }
      case 4 -> {
        return inserted(input, at);
      }
      case 5 -> {
        return cut(input, at, Math.min(input.length, at + 1 + random.nextInt(MAX_INSERTED)));
      }
      case 6 -> {
        return spliced(input, at);
      }
      default -> bump(input, at);
    }
    return input;
  }

  private byte[] inserted(byte[] input, int at) {
    byte[] more = new byte[1 + random.nextInt(MAX_INSERTED)];
    Arrays.fill(more, INTERESTING[random.nextInt(INTERESTING.length)]);
    if (random.nextBoolean()) {
      random.nextBytes(more);
    }
    return joined(Arrays.copyOf(input, at), more, Arrays.copyOfRange(input, at, input.length));
  }

  private static byte[] cut(byte[] input, int from, int to) {
    return joined(
        Arrays.copyOf(input, from), new byte[0], Arrays.copyOfRange(input, to, input.length));
  }

  /** The start of one input and the end of another. */
  private byte[] spliced(byte[] input, int at) {
    byte[] other = any();
    int from = other.length == 0 ? 0 : random.nextInt(other.length);
    return joined(
        Arrays.copyOf(input, at), new byte[0], Arrays.copyOfRange(other, from, other.length));
  }

  /** Up to four bytes, as a length may have, all ones or nearly. */
  private void bump(byte[] input, int at) {
    int bytes = 1 << random.nextInt(3);
    for (int i = at; i < Math.min(input.length, at + bytes); i++) {
      input[i] = (byte) (random.nextInt(4) == 0 ? 0x7f : 0xff);
    }
  }

  private static byte[] joined(byte[] first, byte[] second, byte[] third) {
    byte[] all = Arrays.copyOf(first, first.length + second.length + third.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    System.arraycopy(third, 0, all, first.length + second.length, third.length);
    return all;
  }
}
