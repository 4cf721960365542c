package io.scp2p.store.migration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The version this program writes, and how older stores are brought to it. */
public final class Schema {
  /** Where the version is kept. Nobody else writes to this table. */
  public static final StateTable TABLE = new StateTable("schema");

  private static final byte[] VERSION_KEY = "version".getBytes(US_ASCII);
  private static final int FIRST_VERSION = 1;

  private final List<Migration> steps;

  /**
   * A schema with its history.
   *
   * @param steps to version 2, 3 and so on, without a gap
   */
  public Schema(List<Migration> steps) {
    this.steps = List.copyOf(steps);
    for (int i = 0; i < this.steps.size(); i++) {
      if (this.steps.get(i).version() != FIRST_VERSION + 1 + i) {
        throw new IllegalArgumentException(
            "step " + i + " leads to version " + this.steps.get(i).version());
      }
    }
  }

  /** {@return the schema of this version of Scp2p, which is still the first} */
  public static Schema ofThisVersion() {
    return new Schema(List.of());
  }

  /** {@return the version that stores have after {@link #bringUp}} */
  public int version() {
    return FIRST_VERSION + steps.size();
  }

  /**
   * Brings a store to this version.
   *
   * @param store just opened
   * @param fresh whether nothing was ever written to it
   * @param where the store, for messages
   * @throws StoreException with {@link StoreException.Reason#TOO_NEW} if a newer version wrote it,
   *     {@link StoreException.Reason#CORRUPT} if its version cannot be read, and for what a step
   *     ran into
   */
  public void bringUp(StateStore store, boolean fresh, String where) throws StoreException {
    Optional<byte[]> record = store.get(TABLE, VERSION_KEY);
    if (record.isEmpty()) {
      if (!fresh) {
        throw damaged(where, "its version record is missing");
      }
      store.put(TABLE, VERSION_KEY, encoded(version()), Durability.POWER);
      return;
    }
    int found = decoded(record.get(), where);
    if (found > version()) {
      throw new StoreException(
          StoreException.Reason.TOO_NEW,
          "the state store "
              + where
              + " was written by a newer version of Scp2p (schema "
              + found
              + ", this one knows up to "
              + version()
              + "); nothing was changed. Run that version again, or choose another home",
          null);
    }
    for (Migration step : steps.subList(found - FIRST_VERSION, steps.size())) {
      StateBatch last = new StateBatch();
      step.run(store, last);
      last.put(TABLE, VERSION_KEY, encoded(step.version()));
      store.apply(last, Durability.POWER);
    }
  }

  private static byte[] encoded(int version) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(version).array();
  }

  private static int decoded(byte[] record, String where) throws StoreException {
    int version = record.length == Integer.BYTES ? ByteBuffer.wrap(record).getInt() : 0;
    if (version < FIRST_VERSION) {
      throw damaged(where, "its version record is not one");
    }
    return version;
  }

  private static StoreException damaged(String where, String what) {
    return new StoreException(
        StoreException.Reason.CORRUPT,
        "the state store "
            + where
            + " is damaged: "
            + what
            + ". Restore it from a backup, or move it away and start with an empty home",
        null);
  }
}
