package io.scp2p.api.config;

import java.time.Duration;

/**
 * Downloads, uploads and publications.
 *
 * @param maxDownloadBytesPerSecond for all downloads together; 0 means no limit
 * @param maxUploadBytesPerSecond for all uploads together; 0 means no limit
 * @param maxUploadBytesPerSecondPerPeer for all uploads to one peer; 0 means no limit
 * @param maxActive downloads that run at the same time; others wait
 * @param maxQueued downloads that wait
 * @param maxPeersPerDownload peers asked for one content at the same time
 * @param maxUploads peers served at the same time
 * @param stallTimeout without a verified byte, before a download fails
 * @param announceInterval how long a downloaded content may wait to be announced with others; all
 *     are announced again twice a day
 * @param checkpointBytes verified bytes between durable notes of what is there
 * @param hashingThreads threads that hash files to publish, of all publications together; no more
 *     than the node's blocking executor has
 */
public record TransferConfig(
    long maxDownloadBytesPerSecond,
    long maxUploadBytesPerSecond,
    long maxUploadBytesPerSecondPerPeer,
    int maxActive,
    int maxQueued,
    int maxPeersPerDownload,
    int maxUploads,
    Duration stallTimeout,
    Duration announceInterval,
    long checkpointBytes,
    int hashingThreads) {
  /** No limit: the caps of the line are enough for most. */
  public static final long DEFAULT_MAX_DOWNLOAD_BYTES_PER_SECOND = 0L;

  /** No limit: fair queueing keeps other traffic alive. */
  public static final long DEFAULT_MAX_UPLOAD_BYTES_PER_SECOND = 0L;

  /** No limit: peers share fairly what there is. */
  public static final long DEFAULT_MAX_UPLOAD_BYTES_PER_SECOND_PER_PEER = 0L;

  /** More at once only makes each of them later. */
  public static final int DEFAULT_MAX_ACTIVE = 4;

  /** A folder of links pasted at once; each costs some 200 bytes. */
  public static final int DEFAULT_MAX_QUEUED = 10_000;

  /** Beyond this each peer adds overhead and little speed. */
  public static final int DEFAULT_MAX_PEERS_PER_DOWNLOAD = 32;

  /** Fair shares below this stay useful on a home line. */
  public static final int DEFAULT_MAX_UPLOADS = 64;

  /** Long enough for a peer to reboot its router. */
  public static final Duration DEFAULT_STALL_TIMEOUT = Duration.ofMinutes(2);

  /** Soon enough to help whoever downloads the same, and seldom enough that many go together. */
  public static final Duration DEFAULT_ANNOUNCE_INTERVAL = Duration.ofMinutes(1);

  /** At most this much is fetched again after a crash. */
  public static final long DEFAULT_CHECKPOINT_BYTES = 16L << 20;

  /**
   * While one thread waits for the disk the other hashes. One alone hashes more than most disks
   * deliver; more than two are of use for files that are in memory already, and take the processor
   * from the host.
   */
  public static final int DEFAULT_HASHING_THREADS = 2;

  private static final Rule<Long> MAX_DOWNLOAD_BYTES_PER_SECOND =
      Rule.atLeast("transfer.maxDownloadBytesPerSecond", 0L);
  private static final Rule<Long> MAX_UPLOAD_BYTES_PER_SECOND =
      Rule.atLeast("transfer.maxUploadBytesPerSecond", 0L);
  private static final Rule<Long> MAX_UPLOAD_BYTES_PER_SECOND_PER_PEER =
      Rule.atLeast("transfer.maxUploadBytesPerSecondPerPeer", 0L);
  private static final Rule<Integer> MAX_ACTIVE = Rule.between("transfer.maxActive", 1, 256);
  private static final Rule<Integer> MAX_QUEUED = Rule.atLeast("transfer.maxQueued", 1);
  private static final Rule<Integer> MAX_PEERS_PER_DOWNLOAD =
      Rule.between("transfer.maxPeersPerDownload", 1, 256);
  private static final Rule<Integer> MAX_UPLOADS = Rule.between("transfer.maxUploads", 1, 4_096);
  private static final Rule<Duration> STALL_TIMEOUT = Rule.positive("transfer.stallTimeout");
  private static final Rule<Duration> ANNOUNCE_INTERVAL =
      Rule.positive("transfer.announceInterval");
  private static final Rule<Long> CHECKPOINT_BYTES =
      Rule.atLeast("transfer.checkpointBytes", 1L << 18);
  private static final Rule<Integer> HASHING_THREADS =
      Rule.between("transfer.hashingThreads", 1, 64);

  /** Refuses values that cannot work, with {@link io.scp2p.api.error.ErrorCode#INVALID_CONFIG}. */
  public TransferConfig {
    MAX_DOWNLOAD_BYTES_PER_SECOND.check(maxDownloadBytesPerSecond);
    MAX_UPLOAD_BYTES_PER_SECOND.check(maxUploadBytesPerSecond);
    MAX_UPLOAD_BYTES_PER_SECOND_PER_PEER.check(maxUploadBytesPerSecondPerPeer);
    MAX_ACTIVE.check(maxActive);
    MAX_QUEUED.check(maxQueued);
    MAX_PEERS_PER_DOWNLOAD.check(maxPeersPerDownload);
    MAX_UPLOADS.check(maxUploads);
    STALL_TIMEOUT.check(stallTimeout);
    ANNOUNCE_INTERVAL.check(announceInterval);
    CHECKPOINT_BYTES.check(checkpointBytes);
    HASHING_THREADS.check(hashingThreads);
  }

  /** {@return a builder on which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Setting<Long> maxDownloadBytesPerSecond =
        new Setting<>(MAX_DOWNLOAD_BYTES_PER_SECOND);
    private final Setting<Long> maxUploadBytesPerSecond =
        new Setting<>(MAX_UPLOAD_BYTES_PER_SECOND);
    private final Setting<Long> maxUploadBytesPerSecondPerPeer =
        new Setting<>(MAX_UPLOAD_BYTES_PER_SECOND_PER_PEER);
    private final Setting<Integer> maxActive = new Setting<>(MAX_ACTIVE);
    private final Setting<Integer> maxQueued = new Setting<>(MAX_QUEUED);
    private final Setting<Integer> maxPeersPerDownload = new Setting<>(MAX_PEERS_PER_DOWNLOAD);
    private final Setting<Integer> maxUploads = new Setting<>(MAX_UPLOADS);
    private final Setting<Duration> stallTimeout = new Setting<>(STALL_TIMEOUT);
    private final Setting<Duration> announceInterval = new Setting<>(ANNOUNCE_INTERVAL);
    private final Setting<Long> checkpointBytes = new Setting<>(CHECKPOINT_BYTES);
    private final Setting<Integer> hashingThreads = new Setting<>(HASHING_THREADS);

    private Builder() {}

    /**
     * Sets {@code maxDownloadBytesPerSecond}; {@link #DEFAULT_MAX_DOWNLOAD_BYTES_PER_SECOND} if not
     * called.
     *
     * @param value for all downloads together; 0 means no limit
     * @return this builder
     */
    public Builder maxDownloadBytesPerSecond(long value) {
      maxDownloadBytesPerSecond.set(value);
      return this;
    }

    /**
     * Sets {@code maxUploadBytesPerSecond}; {@link #DEFAULT_MAX_UPLOAD_BYTES_PER_SECOND} if not
     * called.
     *
     * @param value for all uploads together; 0 means no limit
     * @return this builder
     */
    public Builder maxUploadBytesPerSecond(long value) {
      maxUploadBytesPerSecond.set(value);
      return this;
    }

    /**
     * Sets {@code maxUploadBytesPerSecondPerPeer}; {@link
     * #DEFAULT_MAX_UPLOAD_BYTES_PER_SECOND_PER_PEER} if not called.
     *
     * @param value for all uploads to one peer; 0 means no limit
     * @return this builder
     */
    public Builder maxUploadBytesPerSecondPerPeer(long value) {
      maxUploadBytesPerSecondPerPeer.set(value);
      return this;
    }

    /**
     * Sets {@code maxActive}; {@link #DEFAULT_MAX_ACTIVE} if not called.
     *
     * @param value downloads that run at the same time; others wait
     * @return this builder
     */
    public Builder maxActive(int value) {
      maxActive.set(value);
      return this;
    }

    /**
     * Sets {@code maxQueued}; {@link #DEFAULT_MAX_QUEUED} if not called.
     *
     * @param value downloads that wait
     * @return this builder
     */
    public Builder maxQueued(int value) {
      maxQueued.set(value);
      return this;
    }

    /**
     * Sets {@code maxPeersPerDownload}; {@link #DEFAULT_MAX_PEERS_PER_DOWNLOAD} if not called.
     *
     * @param value peers asked for one content at the same time
     * @return this builder
     */
    public Builder maxPeersPerDownload(int value) {
      maxPeersPerDownload.set(value);
      return this;
    }

    /**
     * Sets {@code maxUploads}; {@link #DEFAULT_MAX_UPLOADS} if not called.
     *
     * @param value peers served at the same time
     * @return this builder
     */
    public Builder maxUploads(int value) {
      maxUploads.set(value);
      return this;
    }

    /**
     * Sets {@code stallTimeout}; {@link #DEFAULT_STALL_TIMEOUT} if not called.
     *
     * @param value without a verified byte, before a download fails
     * @return this builder
     */
    public Builder stallTimeout(Duration value) {
      stallTimeout.set(value);
      return this;
    }

    /**
     * Sets {@code announceInterval}; {@link #DEFAULT_ANNOUNCE_INTERVAL} if not called.
     *
     * @param value between announcements that this node has a content
     * @return this builder
     */
    public Builder announceInterval(Duration value) {
      announceInterval.set(value);
      return this;
    }

    /**
     * Sets {@code checkpointBytes}; {@link #DEFAULT_CHECKPOINT_BYTES} if not called.
     *
     * @param value verified bytes between durable notes of what is there
     * @return this builder
     */
    public Builder checkpointBytes(long value) {
      checkpointBytes.set(value);
      return this;
    }

    /**
     * Sets {@code hashingThreads}; {@link #DEFAULT_HASHING_THREADS} if not called.
     *
     * @param value threads that hash files to publish, of all publications together
     * @return this builder
     */
    public Builder hashingThreads(int value) {
      hashingThreads.set(value);
      return this;
    }

    /** {@return the section, if nothing in it contradicts} */
    public TransferConfig build() {
      return new TransferConfig(
          maxDownloadBytesPerSecond.or(DEFAULT_MAX_DOWNLOAD_BYTES_PER_SECOND),
          maxUploadBytesPerSecond.or(DEFAULT_MAX_UPLOAD_BYTES_PER_SECOND),
          maxUploadBytesPerSecondPerPeer.or(DEFAULT_MAX_UPLOAD_BYTES_PER_SECOND_PER_PEER),
          maxActive.or(DEFAULT_MAX_ACTIVE),
          maxQueued.or(DEFAULT_MAX_QUEUED),
          maxPeersPerDownload.or(DEFAULT_MAX_PEERS_PER_DOWNLOAD),
          maxUploads.or(DEFAULT_MAX_UPLOADS),
          stallTimeout.or(DEFAULT_STALL_TIMEOUT),
          announceInterval.or(DEFAULT_ANNOUNCE_INTERVAL),
          checkpointBytes.or(DEFAULT_CHECKPOINT_BYTES),
          hashingThreads.or(DEFAULT_HASHING_THREADS));
    }
  }
}
