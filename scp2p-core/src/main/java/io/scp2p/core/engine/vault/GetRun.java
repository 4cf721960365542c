package io.scp2p.core.engine.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.PartialBlob;
import io.scp2p.api.spi.StoreException;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.core.engine.keys.StoreErrors;
import io.scp2p.core.protocol.vault.GetMachine;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.VaultEffect;
import io.scp2p.core.protocol.vault.VaultInput;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.RunCoder;
import io.scp2p.core.vault.VaultLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings a file back to a path. */
final class GetRun extends VaultRun {
  private final FileId id;
  private final Path target;
  private @Nullable VaultFile file;
  private @Nullable FileKey key;
  private @Nullable PartialBlob partial;

  GetRun(OwnerVault vault, FileId id, Path target) {
    super(vault, VaultTransfer.Direction.GET);
    this.id = id;
    this.target = target;
  }

  /** Begins with what the catalog says. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void start(VaultFile found, FileKey fileKey, VaultLayout layout, List<Source> sources) {
    file = found;
    key = fileKey;
    laidOut(layout, layout.plainBytes());
    parts
        .offload()
        .call(() -> created(layout.plainBytes()))
        .whenComplete(
            (made, failure) -> {
              if (failure != null) {
                fail(StoreErrors.codeOf(failure), "The target cannot be written.");
                return;
              }
              partial = made;
              if (run.isCancelling() || run.isOver()) {
                undo();
                return;
              }
              begin(
                  new GetMachine(
                      layout.dataShards(), sources, 0, layout.runs(), Set.of(), vault.speeds()));
            });
  }

  /** Refuses what {@link #finish} would refuse after all has come. */
  private PartialBlob created(long bytes) throws StoreException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(StoreException.Reason.EXISTS, target + " is there already.", null);
    }
    return parts.blobs().create(target, bytes);
  }

  @Override
  FileId file() {
    return id;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  void performOwn(VaultEffect effect) {
    PartialBlob into = partial;
    if (!(effect instanceof VaultEffect.Deliver deliver) || into == null) {
      return;
    }
    byte[][] shards = shards(deliver.run(), deliver.from());
    VaultLayout layout = layout();
    RunCoder coder = coder();
    FileKey fileKey = Objects.requireNonNull(key);
    parts
        .offload()
        .call(
            () -> {
              byte[] plain = coder.decode(fileKey, deliver.run(), shards);
              into.write(layout.plainOffset(deliver.run()), ByteBuffer.wrap(plain));
              return plain.length;
            })
        .whenComplete(
            (written, failure) -> {
              if (failure == null) {
                run.verified(written);
                tell(new VaultInput.Consumed(deliver.run()));
              } else if (failure instanceof io.scp2p.core.crypto.AuthenticationException) {
                broken(ErrorCode.CIPHERTEXT_INVALID);
              } else {
                broken(StoreErrors.codeOf(failure));
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  void finish() {
    PartialBlob into = Objects.requireNonNull(partial);
    VaultFile done = Objects.requireNonNull(file);
    closeKey();
    parts
        .offload()
        .call(() -> into.commit(false))
        .whenComplete(
            (path, failure) -> {
              if (failure == null) {
                complete(done);
              } else {
                fail(StoreErrors.codeOf(failure), "The file cannot be moved to its target.");
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  void undo() {
    PartialBlob into = partial;
    partial = null;
    closeKey();
    if (into != null) {
      parts
          .offload()
          .call(
              () -> {
                into.discard();
                return true;
              });
    }
  }

  private void closeKey() {
    if (key != null) {
      key.close();
    }
  }

  @Override
  void suspend() {
    super.suspend();
    undo();
  }
}
