package io.scp2p.api.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes that happen together or not at all. Not for several threads. */
public final class StateBatch {
  private final List<Change> changes = new ArrayList<>();

  /** An empty batch. */
  public StateBatch() {}

  /**
   * Adds a write.
   *
   * @param table where
   * @param key its key, at most {@link StateStore#MAX_KEY_BYTES}
   * @param value what replaces the old one, at most {@link StateStore#MAX_VALUE_BYTES}
   * @return this batch
   */
  public StateBatch put(StateTable table, byte[] key, byte[] value) {
    if (value.length > StateStore.MAX_VALUE_BYTES) {
      throw new IllegalArgumentException("a value of " + value.length + " bytes is too long");
    }
    changes.add(new Change(table, checked(key), value.clone()));
    return this;
  }

  /**
   * Adds a removal.
   *
   * @param table where
   * @param key its key
   * @return this batch
   */
  public StateBatch delete(StateTable table, byte[] key) {
    changes.add(new Change(table, checked(key), null));
    return this;
  }

  private static byte[] checked(byte[] key) {
    if (key.length > StateStore.MAX_KEY_BYTES) {
      throw new IllegalArgumentException("a key of " + key.length + " bytes is too long");
    }
    return key.clone();
  }

  /** {@return the changes in the order they were added} */
  public List<Change> changes() {
    return Collections.unmodifiableList(changes);
  }

  /** One change; its arrays must not be written to. */
  public static final class Change {
    private final StateTable table;
    private final byte[] key;
    private final byte @Nullable [] value;

    private Change(StateTable table, byte[] key, byte @Nullable [] value) {
      this.table = table;
      this.key = key;
      this.value = value;
    }

    /** {@return where} */
    public StateTable table() {
      return table;
    }

    /** {@return the key} */
    public byte[] key() {
      return key;
    }

    /** {@return the new value, or nothing for a removal} */
    public Optional<byte[]> value() {
      return Optional.ofNullable(value);
    }
  }
}
