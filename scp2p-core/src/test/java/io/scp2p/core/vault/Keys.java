package io.scp2p.core.vault;

import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Keys and bytes that are the same in every run. */
public final class Keys {
  private Keys() {}

  public static Entropy entropy(long seed) {
    return new SplittableRandom(seed)::nextBytes;
  }

  public static byte[] bytes(long seed, int count) {
    return entropy(seed).bytes(count);
  }

  public static SigningKey owner(int filler) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) filler);
    seed[0] = (byte) (filler >> 8);
    return SigningKey.ofSeed(SecretBytes.copyOf(seed));
  }

  public static FileId file(int filler) {
    byte[] id = new byte[FileId.LENGTH];
    Arrays.fill(id, (byte) filler);
    return FileId.of(id);
  }

  public static FileKey fileKey(int filler) {
    return FileKey.of(file(filler), bytes(filler, FileKey.KEY_BYTES));
  }
}
