package io.scp2p.core.engine.transfer;

import io.scp2p.api.id.NodeId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.transfer.PeerContribution;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what was verified, who gave it and how fast. Never goes backwards, never beyond. */
final class Meter {
  /** Peers named in progress; others are counted in the sum alone. */
  static final int MAX_PEERS = 64;

  /** A longer estimate is none. */
  static final Duration MAX_REMAINING = Duration.ofDays(365);

  private static final Comparator<PeerContribution> MOST_FIRST =
      Comparator.comparingLong(PeerContribution::verifiedBytes)
          .reversed()
          .thenComparing(PeerContribution::peer, Comparator.comparing(NodeId::toString));

  private final TransferId transfer;
  private final Map<NodeId, Peer> peers = new HashMap<>();
  private final Throughput throughput = new Throughput();
  private final long bytesTotal;
  private long bytesDone;

  Meter(TransferId transfer, long bytesTotal, long bytesDone) {
    if (bytesDone < 0 || bytesDone > bytesTotal) {
      throw new IllegalArgumentException(bytesDone + " bytes done of " + bytesTotal);
    }
    this.transfer = transfer;
    this.bytesTotal = bytesTotal;
    this.bytesDone = bytesDone;
  }

  /**
   * Counts bytes, as far as they were still missing: what was fetched again because the whole did
   * not verify counts once.
   *
   * @return how many counted
   */
  long verified(long nowNanos, @Nullable NodeId peer, PathKind path, long bytes) {
    long counted = Math.min(bytes, bytesTotal - bytesDone);
    bytesDone += counted;
    throughput.add(nowNanos, bytes);
    if (peer != null) {
      Peer known = peers.get(peer);
      if (known == null) {
        makeRoom();
        known = new Peer();
        peers.put(peer, known);
      }
      known.path = path;
      known.bytes += counted;
      known.throughput.add(nowNanos, bytes);
    }
    return counted;
  }

  // The one who gave least goes: honest peers soon have more than any number of new ones.
  private void makeRoom() {
    if (peers.size() >= MAX_PEERS) {
      peers.entrySet().stream()
          .min(Comparator.comparingLong(entry -> entry.getValue().bytes))
          .map(Map.Entry::getKey)
          .ifPresent(peers::remove);
    }
  }

  /** Nothing flows any more. */
  void rest() {
    throughput.stop();
    peers.values().forEach(peer -> peer.throughput.stop());
  }

  void complete() {
    bytesDone = bytesTotal;
  }

  /** Whether time alone may still change what {@link #progress} says. */
  boolean isFlowing() {
    return throughput.isRunning();
  }

  long bytesDone() {
    return bytesDone;
  }

  long bytesTotal() {
    return bytesTotal;
  }

  TransferProgress progress(long nowNanos) {
    long perSecond = throughput.perSecond(nowNanos);
    return new TransferProgress(
        transfer, bytesDone, bytesTotal, perSecond, remaining(perSecond), peers(nowNanos));
  }

  private @Nullable Duration remaining(long perSecond) {
    long missing = bytesTotal - bytesDone;
    if (missing == 0) {
      return Duration.ZERO;
    }
    if (perSecond == 0
        || !throughput.isSettled()
        || missing / perSecond > MAX_REMAINING.toSeconds()) {
      return null;
    }
    return Duration.ofMillis((long) (missing * 1_000.0 / perSecond));
  }

  /** Who contributed, most first. */
  List<PeerContribution> peers(long nowNanos) {
    return peers.entrySet().stream()
        .map(entry -> entry.getValue().contribution(entry.getKey(), nowNanos))
        .sorted(MOST_FIRST)
        .toList();
  }

  private static final class Peer {
    private final Throughput throughput = new Throughput();
    private PathKind path = PathKind.DIRECT;
    private long bytes;

    PeerContribution contribution(NodeId peer, long nowNanos) {
      return new PeerContribution(peer, path, bytes, throughput.perSecond(nowNanos));
    }
  }
}
