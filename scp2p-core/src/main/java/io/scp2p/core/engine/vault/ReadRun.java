package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.vault.GetMachine;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.RunCoder;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Brings one run of a file into memory, for who reads it in place. */
final class ReadRun extends MachineRun {
  private final @Nullable FileId own;
  private final FileKey key;
  private final CompletableFuture<Bytes> outcome = new CompletableFuture<>();
  private boolean denied;

  /**
   * Nothing asked yet.
   *
   * @param own the file's id if it is in the catalog, so that what is found lost is replaced
   */
  ReadRun(OwnerVault vault, @Nullable FileId own, FileKey key, VaultLayout layout) {
    super(vault);
    this.own = own;
    this.key = key;
    laidOut(layout);
  }

  /** Fetches, verifies, decodes and decrypts it. */
  CompletableFuture<Bytes> start(List<Source> sources, int number) {
    drive(
        new GetMachine(
            layout().dataShards(), sources, number, number + 1, Set.of(), vault.speeds()));
    tell(new VaultInput.Resume());
    return outcome;
  }

  @Override
  @Nullable FileId file() {
    return own;
  }

  @Override
  boolean isOver() {
    return outcome.isDone();
  }

  /** The hash in a link is only somebody's word. */
  @Override
  void lied(NodeKey holder, int index) {
    if (own != null) {
      super.lied(holder, index);
    }
  }

  @Override
  void missing() {
    denied = true;
  }

  @Override
  void performOther(VaultEffect effect) {
    if (effect instanceof VaultEffect.Deliver deliver) {
      deliver(deliver);
    } else if (effect instanceof VaultEffect.Ended ended) {
      // Of a file of somebody else only its owner has shards deleted.
      boolean revoked = own == null && denied && ended.why() == ErrorCode.SHARDS_MISSING;
      fail(revoked ? ErrorCode.LINK_REVOKED : ended.why());
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void deliver(VaultEffect.Deliver deliver) {
    byte[][] shards = shards(deliver.run(), deliver.from());
    RunCoder coder = coder();
    parts
        .offload()
        .call(() -> coder.decode(key, deliver.run(), shards))
        .whenComplete(
            (plain, failure) -> {
              buffers.clear();
              if (failure == null) {
                outcome.complete(Bytes.wrap(plain));
              } else if (failure instanceof AuthenticationException) {
                fail(ErrorCode.CIPHERTEXT_INVALID);
              } else {
                fail(StoreErrors.codeOf(failure));
              }
            });
  }

  void fail(ErrorCode why) {
    suspend();
    outcome.completeExceptionally(
        new Scp2pException(why, why.remedy(), Map.of("file", key.file().toString())));
  }
}
