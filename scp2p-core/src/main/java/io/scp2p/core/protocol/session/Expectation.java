package io.scp2p.core.protocol.session;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What this side knows before the first hello.
 *
 * @param key the only key that will do: from the address or pinned; null if any will
 * @param extensionRequired the peer must have the extension: it had it before, or the transport is
 *     only spoken between nodes that have it (extensions X2 and X3)
 * @param binding the channel binding as this side sees it
 */
public record Expectation(@Nullable NodeKey key, boolean extensionRequired, Bytes binding) {}
