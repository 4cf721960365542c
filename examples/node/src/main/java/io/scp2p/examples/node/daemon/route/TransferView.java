package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.event.TransferKind;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.SkippedFile;
import io.scp2p.api.transfer.CollisionRule;
import io.scp2p.api.transfer.Priority;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transfer as callers see it. Of the last five only the one of its kind is not null.
 *
 * @param id its name
 * @param kind what it is about
 * @param state where it is
 * @param progress the newest, or null before the first
 * @param can what may be asked of it now
 * @param error why it has failed, or null
 * @param result what came out of it, or null
 * @param download what is fetched
 * @param upload what a peer fetches
 * @param publication what is published
 * @param vault what is done to a vault file
 * @param sending what is sent by code
 */
record TransferView(
    TransferId id,
    TransferKind kind,
    TransferState state,
    @Nullable TransferProgress progress,
    List<String> can,
    HttpFailure.@Nullable Body error,
    @Nullable Object result,
    @Nullable DownloadDetail download,
    @Nullable UploadDetail upload,
    @Nullable PublicationDetail publication,
    @Nullable VaultDetail vault,
    @Nullable SendingDetail sending) {

  /** What is fetched; of a long selection the first items. */
  record DownloadDetail(
      ShareId shareId,
      @Nullable String title,
      List<ContentId> items,
      int itemCount,
      String target,
      Priority priority,
      CollisionRule collision,
      boolean safeNames,
      long maxBytesPerSecond) {}

  /** What a peer fetches. */
  record UploadDetail(NodeId peer, ContentId content) {}

  /** What is published, and the first of what was left out. */
  record PublicationDetail(
      @Nullable ShareId updates,
      @Nullable String title,
      String source,
      List<SkippedFile> skipped,
      long skippedCount) {}

  /** What is done to a vault file; null while it is not known. */
  record VaultDetail(
      VaultTransfer.Direction direction, @Nullable String name, @Nullable FileId file) {}

  /** What is sent by code. The code is for people to pass on. */
  record SendingDetail(String code) {}
}
