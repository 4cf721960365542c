package io.scp2p.core.protocol.vault;

import io.scp2p.core.protocol.Deadlines;
import io.scp2p.core.protocol.vault.ShardUpload.State;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Shards on their way to holders, run by run. A shard that was interrupted goes on behind the last
 * piece that its holder has; one whose holder fails starts anew with another. Shared by put and
 * repair.
 */
final class Uploads {
  /** For an answer, a dial included. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Failures without progress between them before another holder is looked for. */
  static final int MAX_FAILURES = 4;

  /** The first pause after a failure; each further one doubles it. */
  static final Duration BACKOFF = Duration.ofSeconds(1);

  private final VaultLayout layout;
  private final Numbers numbers;
  private final SortedMap<Integer, ShardUpload> uploads = new TreeMap<>();
  private final SortedMap<Integer, Map<Integer, Bytes>> early = new TreeMap<>();
  private final Deadlines<ShardUpload> deadlines;
  private int nextNoted;

  Uploads(VaultLayout layout, Numbers numbers) {
    this.layout = layout;
    this.numbers = numbers;
    this.deadlines = new Deadlines<>(layout.totalShards());
  }

  void add(Target target, @Nullable Bytes knownHash) {
    uploads.put(target.index(), new ShardUpload(target, knownHash));
  }

  /** A holder has signed for it in an earlier run of the node. */
  void addSealed(Target target) {
    ShardUpload upload = new ShardUpload(target, null);
    upload.state = State.SEALED;
    upload.mayBeThere = true;
    uploads.put(target.index(), upload);
  }

  Collection<ShardUpload> all() {
    return uploads.values();
  }

  /** The vertices of a run; they make up the hash in the order of runs. */
  void noted(int run, Map<Integer, Bytes> values) {
    if (run >= nextNoted) {
      early.put(run, values);
    }
    while (!early.isEmpty() && early.firstKey() == nextNoted) {
      Objects.requireNonNull(early.remove(nextNoted))
          .forEach(
              (index, value) -> {
                ShardUpload upload = uploads.get(index);
                if (upload != null) {
                  upload.growing.add(value);
                }
              });
      nextNoted++;
    }
  }

  /**
   * The runs that somebody has to be sent next, lowest first; and the next one whose vertices are
   * needed for a hash, if a holder has pieces from an earlier attempt of which nothing was noted.
   */
  SortedSet<Integer> wantedRuns() {
    SortedSet<Integer> wanted = new TreeSet<>();
    if (lacksVertices()) {
      wanted.add(nextNoted);
    }
    for (ShardUpload upload : uploads.values()) {
      if (upload.state == State.SENDING && upload.pieces < layout.segments()) {
        wanted.add(upload.pieces / VaultLayout.RUN_PIECES);
      }
    }
    return wanted;
  }

  private boolean lacksVertices() {
    return uploads.values().stream()
        .anyMatch(
            upload ->
                upload.knownHash == null
                    && (upload.state == State.SENDING || upload.state == State.SEALING)
                    && upload.pieces > nextNoted * VaultLayout.RUN_PIECES
                    && nextNoted < layout.runs());
  }

  /** The first run that no shard under way is beyond; a put codes from here on, in order. */
  int lowestRun() {
    int lowest =
        uploads.values().stream()
            .filter(upload -> upload.isUnderWay() && upload.pieces < layout.segments())
            .mapToInt(upload -> upload.pieces / VaultLayout.RUN_PIECES)
            .min()
            .orElse(layout.runs());
    return lacksVertices() ? Math.min(lowest, nextNoted) : lowest;
  }

  boolean isDone() {
    return uploads.values().stream()
        .allMatch(upload -> upload.state == State.SEALED || upload.state == State.HOMELESS);
  }

  long countIn(State state) {
    return uploads.values().stream().filter(upload -> upload.state == state).count();
  }

  /** Asks whatever can be asked now. */
  void advance(long nowNanos, Set<Integer> prepared, List<VaultEffect> effects) {
    for (ShardUpload upload : uploads.values()) {
      if (upload.ask != ShardUpload.NO_ASK || upload.waiting) {
        continue;
      }
      if (upload.state == State.SENDING && upload.pieces >= layout.segments()) {
        upload.state = State.SEALING;
      }
      switch (upload.state) {
        case OPENING -> {
          upload.mayBeThere = true;
          effects.add(new VaultEffect.Open(asked(nowNanos, upload), upload.target));
        }
        case SENDING -> {
          int run = upload.pieces / VaultLayout.RUN_PIECES;
          if (prepared.contains(run)) {
            effects.add(
                new VaultEffect.Send(
                    asked(nowNanos, upload), upload.target, upload.ticket, run, upload.pieces));
          }
        }
        case SEALING -> seal(nowNanos, upload, effects);
        default -> {
          // Nothing to ask for.
        }
      }
    }
  }

  private void seal(long nowNanos, ShardUpload upload, List<VaultEffect> effects) {
    Bytes hash = upload.knownHash;
    if (hash == null && upload.growing.count() == layout.segments()) {
      hash = Bytes.wrap(upload.growing.root());
    }
    if (hash != null) {
      effects.add(new VaultEffect.Seal(asked(nowNanos, upload), upload.target, hash));
    }
  }

  private long asked(long nowNanos, ShardUpload upload) {
    upload.ask = numbers.next();
    deadlines.set(upload, nowNanos + TIMEOUT.toNanos());
    return upload.ask;
  }

  /** Takes an answer; false if it is not for an upload. */
  boolean answered(long nowNanos, long ask, VaultAnswer answer, List<VaultEffect> effects) {
    for (ShardUpload upload : uploads.values()) {
      if (upload.ask == ask) {
        upload.ask = ShardUpload.NO_ASK;
        deadlines.cancel(upload);
        answered(nowNanos, upload, answer, effects);
        return true;
      }
    }
    return false;
  }

  private void answered(
      long nowNanos, ShardUpload upload, VaultAnswer answer, List<VaultEffect> effects) {
    if (answer instanceof VaultAnswer.Opened opened && upload.state == State.OPENING) {
      opened(upload, opened, effects);
    } else if (answer instanceof VaultAnswer.Stored stored && upload.state == State.SENDING) {
      stored(upload, stored.pieces(), effects);
    } else if (answer instanceof VaultAnswer.Signed signed && upload.state == State.SEALING) {
      upload.state = State.SEALED;
      effects.add(new VaultEffect.Sealed(upload.target, signed.receipt()));
    } else if (answer instanceof VaultAnswer.Refused refused) {
      refused(nowNanos, upload, refused.why(), effects);
    } else if (answer instanceof VaultAnswer.Failed) {
      again(nowNanos, upload, effects);
    } else {
      lied(upload, effects);
    }
  }

  private void opened(ShardUpload upload, VaultAnswer.Opened opened, List<VaultEffect> effects) {
    if (opened.pieces() > layout.segments()) {
      lied(upload, effects);
      return;
    }
    upload.ticket = opened.ticket();
    upload.pieces = (int) opened.pieces();
    upload.state = State.SENDING;
  }

  private void stored(ShardUpload upload, long pieces, List<VaultEffect> effects) {
    int expected = layout.endSegment(upload.pieces / VaultLayout.RUN_PIECES);
    if (pieces != expected) {
      lied(upload, effects);
      return;
    }
    long before = bytesOf(upload.pieces);
    upload.pieces = expected;
    if (expected > upload.furthest) {
      upload.furthest = expected;
      upload.failures = 0;
    }
    effects.add(new VaultEffect.Stored(upload.target.holder(), bytesOf(expected) - before));
  }

  private long bytesOf(int pieces) {
    return Math.min(layout.shardBytes(), (long) pieces << layout.pieceLog());
  }

  private void refused(
      long nowNanos, ShardUpload upload, VaultRefusal why, List<VaultEffect> effects) {
    switch (why) {
      case UNKNOWN_SHARD, OUT_OF_ORDER, WRONG_TICKET, BUSY, FAILED, OUT_OF_TIME, REPLAYED ->
          again(nowNanos, upload, effects);
      case HASH_MISMATCH -> lied(upload, effects);
      default -> replace(upload, effects);
    }
  }

  private void again(long nowNanos, ShardUpload upload, List<VaultEffect> effects) {
    upload.failures++;
    if (upload.failures >= MAX_FAILURES) {
      replace(upload, effects);
      return;
    }
    upload.state = State.OPENING;
    upload.waiting = true;
    deadlines.set(upload, nowNanos + (BACKOFF.toNanos() << (upload.failures - 1)));
  }

  private void lied(ShardUpload upload, List<VaultEffect> effects) {
    effects.add(new VaultEffect.Misbehaved(upload.target.holder(), upload.target.index()));
    replace(upload, effects);
  }

  private void replace(ShardUpload upload, List<VaultEffect> effects) {
    upload.state = State.REPLACING;
    if (upload.mayBeThere) {
      effects.add(new VaultEffect.Delete(numbers.next(), upload.target));
    }
    effects.add(new VaultEffect.NeedTarget(upload.target.index(), upload.tried));
  }

  void placed(int index, @Nullable Target target) {
    ShardUpload upload = uploads.get(index);
    if (upload == null || upload.state != State.REPLACING) {
      return;
    }
    if (target == null) {
      upload.state = State.HOMELESS;
      return;
    }
    upload.target = target;
    upload.tried.add(target.holder());
    upload.state = State.OPENING;
    upload.mayBeThere = false;
    upload.pieces = 0;
    upload.furthest = 0;
    upload.failures = 0;
  }

  /** Forgets every question; all shards are opened anew when it goes on. */
  void rest(List<VaultEffect> effects) {
    for (ShardUpload upload : uploads.values()) {
      deadlines.cancel(upload);
      upload.waiting = false;
      if (upload.ask != ShardUpload.NO_ASK) {
        effects.add(new VaultEffect.Forget(upload.ask));
        upload.ask = ShardUpload.NO_ASK;
      }
      if (upload.isUnderWay()) {
        upload.state = State.OPENING;
      }
    }
  }

  void onTimeout(long nowNanos, List<VaultEffect> effects) {
    ShardUpload due;
    while ((due = deadlines.pollDue(nowNanos)) != null) {
      if (due.waiting) {
        due.waiting = false;
      } else {
        effects.add(new VaultEffect.Forget(due.ask));
        due.ask = ShardUpload.NO_ASK;
        again(nowNanos, due, effects);
      }
    }
  }

  OptionalLong deadlineNanos() {
    return deadlines.earliestNanos();
  }
}
