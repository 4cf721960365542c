package io.scp2p.core.vault.catalog;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.VaultLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a file is called: the last writer wins, and of two at the same moment the greater device,
 * then the greater text.
 *
 * @param name for people
 * @param targetMilliNines the durability asked for, in thousandths
 * @param atMillis when it was written
 * @param device by whom
 */
public record Naming(String name, long targetMilliNines, long atMillis, Bytes device)
    implements Comparable<Naming> {
  /** Longer names are refused. */
  public static final int MAX_NAME_CHARS = 1_024;

  /** Refuses what has no stored form. */
  public Naming {
    device.requireSize(VaultLimits.SLOT_BYTES, "device");
    if (!isName(name) || targetMilliNines < 0 || atMillis < 0) {
      throw new IllegalArgumentException("not a name a file can have");
    }
  }

  /** Whether a file can be called so: it is not too long, and has a stored form. */
  public static boolean isName(String name) {
    return name.length() <= MAX_NAME_CHARS && StandardCharsets.UTF_8.newEncoder().canEncode(name);
  }

  @Override
  public int compareTo(Naming other) {
    int order = Long.compare(atMillis, other.atMillis);
    if (order == 0) {
      order = Arrays.compareUnsigned(device.toArray(), other.device.toArray());
    }
    if (order == 0) {
      order = name.compareTo(other.name);
    }
    return order != 0 ? order : Long.compare(targetMilliNines, other.targetMilliNines);
  }
}
