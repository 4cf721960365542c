package io.scp2p.core.engine.community;

import io.scp2p.api.id.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * A node that has just said that it has joined.
 *
 * @param key the key of the session on which it said so
 * @param proven whether it has shown a valid token
 * @param name what it calls the community
 */
record Participant(NodeKey key, boolean proven, @Nullable String name) {
  /** Characters that are kept of a name. */
  static final int MAX_NAME = 256;

  Participant {
    if (name != null && name.length() > MAX_NAME) {
      name = name.substring(0, MAX_NAME);
    }
  }
}
