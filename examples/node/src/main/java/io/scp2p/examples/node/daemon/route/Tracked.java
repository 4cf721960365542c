package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.vault.VaultTransfer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Handles of what was begun through this interface. The node itself lists downloads and uploads
 * only, and a caller over HTTP has nothing but an id.
 */
public final class Tracked {
  /** The oldest that have ended are forgotten first. */
  static final int MAX = 500;

  private final Map<TransferId, TransferHandle<?>> handles = new LinkedHashMap<>();
  private final Map<TransferId, VaultNote> notes = new LinkedHashMap<>();

  /** What was asked for, where the handle of a vault transfer does not say. */
  record VaultNote(@Nullable String name, @Nullable FileId file) {
    static final VaultNote NONE = new VaultNote(null, null);
  }

  /** Remembers a transfer. */
  synchronized <T extends TransferHandle<?>> T add(T handle) {
    handles.put(handle.id(), handle);
    Iterator<TransferHandle<?>> oldest = handles.values().iterator();
    while (handles.size() > MAX && oldest.hasNext()) {
      if (oldest.next().state().isTerminal()) {
        oldest.remove();
      }
    }
    return handle;
  }

  /** Remembers a vault transfer and what it is about. */
  synchronized VaultTransfer add(
      VaultTransfer handle, @Nullable String name, @Nullable FileId file) {
    notes.put(handle.id(), new VaultNote(name, file));
    add(handle);
    notes.keySet().retainAll(handles.keySet());
    return handle;
  }

  synchronized Optional<VaultNote> note(TransferId id) {
    return Optional.ofNullable(notes.get(id));
  }

  /** Refuses more work when everything remembered is still under way. */
  synchronized void checkRoom() {
    boolean full =
        handles.size() >= MAX
            && handles.values().stream().noneMatch(handle -> handle.state().isTerminal());
    if (full) {
      throw new Scp2pException(
          ErrorCode.TOO_MANY_TRANSFERS,
          "There are " + MAX + " transfers under way.",
          Map.of("limit", Integer.toString(MAX)));
    }
  }

  /** No longer remembers a transfer; nothing if there is none. */
  synchronized void forget(TransferId id) {
    handles.remove(id);
    notes.remove(id);
  }

  synchronized Optional<TransferHandle<?>> find(TransferId id) {
    return Optional.ofNullable(handles.get(id));
  }

  synchronized List<TransferHandle<?>> all() {
    return List.copyOf(handles.values());
  }
}
