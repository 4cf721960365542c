package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import org.jspecify.annotations.Nullable;

/** Keeps a {@link PinBook} over restarts: told of every change, on the loop. */
public interface PinListener {
  /** Keeps nothing. */
  PinListener NONE =
      new PinListener() {
        @Override
        public void pinChanged(String address, PinBook.@Nullable Pin pin) {}

        @Override
        public void extensionChanged(NodeKey key, boolean known) {}

        @Override
        public void confirmationChanged(NodeKey key, boolean confirmed) {}
      };

  /**
   * Another key is pinned for an address, or more is known of the one that was.
   *
   * @param pin null if nothing is pinned any more
   */
  void pinChanged(String address, PinBook.@Nullable Pin pin);

  /**
   * A key was met with the extension for the first time.
   *
   * @param known false if that is forgotten
   */
  void extensionChanged(NodeKey key, boolean known);

  /**
   * A key was confirmed for the first time.
   *
   * @param confirmed false if that is forgotten
   */
  void confirmationChanged(NodeKey key, boolean confirmed);
}
