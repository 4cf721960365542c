package io.scp2p.core.engine.node;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateCursor;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.RowWriter;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.session.PinBook;
import io.scp2p.core.protocol.session.PinListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps pinned keys (specification section 7.4) over restarts. */
final class PinRows implements PinListener {
  private static final StateTable PINS = new StateTable("pins");
  private static final StateTable EXTENDED = new StateTable("extended-keys");
  private static final StateTable CONFIRMED = new StateTable("confirmed-keys");
  private static final byte[] ALL = {};

  private final StateStore store;
  private final RowWriter writer;

  PinRows(StateStore store, Offload offload) {
    this.store = store;
    this.writer = new RowWriter(store, offload, "pinned keys");
  }

  /** What was kept. Blocks. */
  PinBook.State load() {
    try {
      Map<String, PinBook.Pin> pins = new HashMap<>();
      try (StateCursor rows = store.scan(PINS, ALL)) {
        while (rows.next() && pins.size() < PinBook.MAX_PINS) {
          pins.put(new String(rows.key(), StandardCharsets.UTF_8), pin(rows.value()));
        }
      }
      return new PinBook.State(
          pins,
          keys(EXTENDED, PinBook.MAX_EXTENDED_KEYS),
          keys(CONFIRMED, PinBook.MAX_CONFIRMED_KEYS));
    } catch (StoreException e) {
      throw StoreErrors.ofState(e);
    }
  }

  private List<NodeKey> keys(StateTable table, int most) throws StoreException {
    List<NodeKey> keys = new ArrayList<>();
    try (StateCursor rows = store.scan(table, ALL)) {
      while (rows.next() && keys.size() < most) {
        keys.add(NodeKey.of(rows.key()));
      }
    }
    return keys;
  }

  private static PinBook.Pin pin(byte[] row) {
    return new PinBook.Pin(
        NodeKey.of(Arrays.copyOf(row, NodeKey.LENGTH)), row[NodeKey.LENGTH] == 1);
  }

  private static byte[] row(PinBook.Pin pin) {
    byte[] row = Arrays.copyOf(pin.key().bytes(), NodeKey.LENGTH + 1);
    row[NodeKey.LENGTH] = (byte) (pin.extended() ? 1 : 0);
    return row;
  }

  @Override
  public void pinChanged(String address, PinBook.@Nullable Pin pin) {
    byte[] key = address.getBytes(StandardCharsets.UTF_8);
    writer.write(
        pin == null
            ? new StateBatch().delete(PINS, key)
            : new StateBatch().put(PINS, key, row(pin)));
  }

  @Override
  public void extensionChanged(NodeKey key, boolean known) {
    write(EXTENDED, key, known);
  }

  @Override
  public void confirmationChanged(NodeKey key, boolean confirmed) {
    write(CONFIRMED, key, confirmed);
  }

  private void write(StateTable table, NodeKey key, boolean there) {
    writer.write(
        there
            ? new StateBatch().put(table, key.bytes(), new byte[] {1})
            : new StateBatch().delete(table, key.bytes()));
  }
}
