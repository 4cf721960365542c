package io.scp2p.core.engine.node;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.Upload;
import io.scp2p.core.engine.Alarm;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.share.ContentLibrary;
import io.scp2p.core.engine.share.UploadWatch;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.protocol.serving.AddressBlock;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What peers fetch from this node, as transfers that can be watched, held and ended. A content of
 * one chunk is over before anybody could look, so an upload begins with the second chunk that a
 * peer gets of one content. Lives on the loop.
 */
final class Uploads implements UploadWatch {
  /** Pairs of peer and content that are remembered; further ones are served without a handle. */
  static final int MAX_TRACKED = 1_024;

  /** A peer that has not asked for so long is done with a content. */
  static final Duration IDLE = Duration.ofSeconds(30);

  /** How long a content stays refused to a peer whose upload was cancelled. */
  static final Duration REFUSED = Duration.ofMinutes(10);

  private static final Duration SWEEP = Duration.ofSeconds(5);

  private static final Optional<Answer> BUSY = Optional.of(new Answer.Failure(Answer.BUSY_TEXT));

  private final TransferContext transfers;
  private final Offload offload;
  private final ContentLibrary library;
  private final Function<NodeKey, PathKind> paths;
  private final Supplier<TransferId> names;
  private final Alarm sweep;
  private final Map<Key, UploadRun> tracked = new LinkedHashMap<>();

  /** Peers that wait until whoever holds them lets go. */
  private final Set<NodeKey> held = new HashSet<>();

  private final UploadPlaces places;

  private record Key(NodeKey peer, ContentId content) {}

  /**
   * Nobody fetches anything yet.
   *
   * @param maxPeers served at the same time; others hear that the node is busy
   * @param paths how a peer is reached
   * @param names new ones, never the same twice
   */
  Uploads(
      TransferContext transfers,
      int maxPeers,
      Offload offload,
      ContentLibrary library,
      Function<NodeKey, PathKind> paths,
      Supplier<TransferId> names) {
    this.transfers = transfers;
    this.places = new UploadPlaces(maxPeers);
    this.offload = offload;
    this.library = library;
    this.paths = paths;
    this.names = names;
    this.sweep = new Alarm(transfers.loop(), this::sweep);
  }

  /** Lets a peer wait for everything, or go on. */
  void hold(NodeKey peer, boolean hold) {
    if (hold) {
      held.add(peer);
    } else {
      held.remove(peer);
    }
  }

  @Override
  public Optional<Answer> refusal(Requester from, ContentId content) {
    NodeKey peer = Objects.requireNonNull(from.key());
    if (held.contains(peer)) {
      return BUSY;
    }
    UploadRun run = tracked.get(new Key(peer, content));
    if (run != null && run.refusal().isPresent()) {
      return run.refusal();
    }
    return places.isRoomFor(peer, block(from), now()) ? Optional.empty() : BUSY;
  }

  @Override
  public Optional<Answer> admit(Requester from) {
    NodeKey peer = Objects.requireNonNull(from.key());
    return places.take(peer, block(from), now()) ? Optional.empty() : BUSY;
  }

  private static long block(Requester from) {
    return AddressBlock.of(Objects.requireNonNull(from.address()));
  }

  private long now() {
    return transfers.loop().time().nanos();
  }

  @Override
  public void sent(NodeKey peer, ContentId content, int bytes) {
    Key key = new Key(peer, content);
    UploadRun run = tracked.get(key);
    if (run == null) {
      if (tracked.size() >= MAX_TRACKED) {
        return;
      }
      run = new UploadRun(transfers, peer, content);
      tracked.put(key, run);
      if (tracked.size() == 1) {
        sweepLater();
      }
    } else if (run.isFirst()) {
      begin(run);
    }
    run.sent(bytes, paths.apply(peer));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void begin(UploadRun run) {
    TransferId id = names.get();
    run.begins();
    offload
        .call(() -> library.sizeBytes(run.content()))
        .thenAccept(size -> size.ifPresent(bytes -> run.begin(id, bytes)));
  }

  private void sweepLater() {
    sweep.set(OptionalLong.of(transfers.loop().time().nanos() + SWEEP.toNanos()));
  }

  private void sweep() {
    long now = transfers.loop().time().nanos();
    for (Iterator<UploadRun> each = tracked.values().iterator(); each.hasNext(); ) {
      UploadRun run = each.next();
      if (run.isForgettable(now)) {
        run.end();
        each.remove();
      }
    }
    if (!tracked.isEmpty()) {
      sweepLater();
    }
  }

  /** What runs now. */
  List<Upload> running() {
    List<Upload> running = new ArrayList<>();
    tracked.values().forEach(run -> run.handle().ifPresent(running::add));
    return running;
  }

  /** The node is being closed. */
  void close() {
    sweep.set(OptionalLong.empty());
    tracked.values().forEach(UploadRun::suspend);
    tracked.clear();
  }
}
