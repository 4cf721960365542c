package io.scp2p.core.engine.vault;

import io.scp2p.api.config.VaultConfig;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.TimeSource;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.engine.keys.KeyRing;
import io.scp2p.core.engine.transfer.TransferContext;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What the vault is made of.
 *
 * @param nodeKey signs receipts
 * @param folder where shards of others are kept
 * @param names names transfers
 */
public record VaultParts(
    Loop loop,
    Offload offload,
    TimeSource time,
    Entropy entropy,
    KeyRing keys,
    SigningKey nodeKey,
    StateStore state,
    BlobStore blobs,
    Path folder,
    TransferContext transfers,
    EventHub hub,
    VaultConfig config,
    Supplier<UUID> names) {
  long wallMillis() {
    return time.wall().toEpochMilli();
  }
}
