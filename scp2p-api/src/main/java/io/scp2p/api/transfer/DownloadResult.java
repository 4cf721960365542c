package io.scp2p.api.transfer;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a completed download has left on the disk. Every file was verified as a whole and is
 * durable.
 *
 * @param transfer which download
 * @param share from which share
 * @param manifest which version of it
 * @param files what is there now
 * @param bytesTotal of all files
 * @param elapsed running time, without pauses
 * @param peers who contributed
 */
public record DownloadResult(
    TransferId transfer,
    ShareId share,
    ManifestId manifest,
    List<DownloadedFile> files,
    long bytesTotal,
    Duration elapsed,
    List<PeerContribution> peers) {
  /** Takes copies of the lists. */
  public DownloadResult {
    Objects.requireNonNull(transfer, "transfer");
    Objects.requireNonNull(share, "share");
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(elapsed, "elapsed");
    files = List.copyOf(files);
    peers = List.copyOf(peers);
  }

  /**
   * One file.
   *
   * @param content what it contains
   * @param path where it is; differs from the name in the share if that was unsafe or taken
   * @param sizeBytes how many bytes it has
   */
  public record DownloadedFile(ContentId content, Path path, long sizeBytes) {}
}
