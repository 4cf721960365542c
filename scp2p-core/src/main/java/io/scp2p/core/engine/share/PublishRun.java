package io.scp2p.core.engine.share;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.identity.PublisherIdentity;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.SkippedFile;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.SigningKey;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One publication. Three things go on at the same time, each by itself: the folder is walked, files
 * are hashed, and what is hashed is written in the order of the walk. The loop keeps them within
 * bounds of each other; none of them ever waits for another on a thread.
 *
 * <p>Everything but the public methods and what runs on the executor lives on the loop.
 */
final class PublishRun implements Publishing {
  /** Groups of files between the walk and the store, for each hasher. */
  private static final int GROUPS_AHEAD = 4;

  private static final int MAX_LABEL_DIGITS = 16;

  private final Publisher publisher;
  private final SharePlan plan;
  private final PublishListener listener;
  private final HashContext context;
  private final CompletableFuture<PublishedShare> result = new CompletableFuture<>();

  /** What is known of the share before its files are. */
  private record Prepared(
      SigningKey key,
      boolean keyIsNew,
      long seq,
      @Nullable PublishedShare previous,
      FileScan scan,
      VersionWriter writer,
      long files,
      long bytes) {}

  /** In the order of the walk; the first of them are written once they are done. */
  private final Deque<HashTask> tasks = new ArrayDeque<>();

  private final Set<HashTask> finished = new HashSet<>();
  private @Nullable Prepared prepared;
  private @Nullable Throwable failure;
  private int hashing;
  private boolean walking;
  private boolean walked;
  private boolean writing;
  private boolean committing;
  private boolean over;
  private boolean paused;
  private boolean closing;
  private final Deque<HashTask> resting = new ArrayDeque<>();

  /** Whoever wants to hear that it rests; those of a publication that ends instead never do. */
  private final List<CompletableFuture<Void>> pauses = new ArrayList<>();

  private volatile List<SkippedFile> skipped = List.of();
  private volatile long skippedCount;

  PublishRun(Publisher publisher, SharePlan plan, PublishListener listener) {
    this.publisher = publisher;
    this.plan = plan;
    this.listener = listener;
    this.context = new HashContext(publisher.store, publisher.blobs, publisher.loop.time());
  }

  SharePlan plan() {
    return plan;
  }

  @Override
  public CompletableFuture<PublishedShare> result() {
    return result;
  }

  @Override
  public void cancel() {
    context.cancel();
    publisher.loop.post(this::advance);
  }

  @Override
  public CompletableFuture<Void> pause() {
    CompletableFuture<Void> rested = new CompletableFuture<>();
    publisher.loop.post(
        () -> {
          paused = true;
          pauses.add(rested);
          advance();
        });
    return rested;
  }

  @Override
  public void resume() {
    publisher.loop.post(
        () -> {
          paused = false;
          advance();
        });
  }

  @Override
  public List<SkippedFile> skipped() {
    return skipped;
  }

  @Override
  public long skippedCount() {
    return skippedCount;
  }

  /** Instead of {@link #begin}. */
  void refuse(Scp2pException why) {
    over = true;
    result.completeExceptionally(why);
  }

  void begin() {
    walking = true;
    var unused =
        publisher
            .offload
            .call(this::prepare)
            .whenComplete(
                (ready, why) -> {
                  walking = false;
                  prepared = ready;
                  failed(why);
                  advance();
                });
  }

  private Prepared prepare() throws StoreException {
    context.checkCancelled();
    PlanCheck.check(plan, publisher.loop.time().wall());
    // Twice through the folder and not once with a list: a million paths would not be held.
    FileScan counting = FileScan.of(plan.source(), publisher.settings.scanRules());
    long files = 0;
    long bytes = 0;
    for (ScannedFile file = counting.next(); file != null; file = counting.next()) {
      context.checkCancelled();
      files++;
      bytes = Math.addExact(bytes, file.sizeBytes());
    }
    FileScan scan = FileScan.of(plan.source(), publisher.settings.scanRules());
    ShareId updates = plan.updates();
    SigningKey key = updates == null ? publisher.keys.newKey() : keyOf(updates);
    boolean good = false;
    try {
      ShareId id = key.shareKey().id();
      PublishedShare previous = publisher.store.find(id).orElse(null);
      long last = Math.max(publisher.store.lastSequence(id), publisher.floor.newest(id));
      if (previous != null) {
        last = Math.max(last, previous.seq());
      }
      long seq = publisher.store.unusedSequence(id, Math.addExact(last, 1));
      VersionWriter writer =
          new VersionWriter(publisher.store, id, seq, plan.tags().stream().sorted().toList());
      if (plan.source() instanceof SharePlan.Source.Text text) {
        writer.add(List.of(TextFile.hashed(text)));
        bytes = writer.totalBytes();
        context.hashed(bytes);
        files = 1;
      }
      good = true;
      return new Prepared(key, updates == null, seq, previous, scan, writer, files, bytes);
    } finally {
      if (!good) {
        key.close();
      }
    }
  }

  private SigningKey keyOf(ShareId id) throws StoreException {
    boolean known = publisher.store.find(id).isPresent();
    return publisher
        .keys
        .publisherKey(id)
        .orElseThrow(
            () ->
                known
                    ? new Scp2pException(
                        ErrorCode.NOT_THE_PUBLISHER,
                        "The key of the share is not there any more.",
                        Map.of("share", id.hex()))
                    : Publisher.unknown(id));
  }

  /** Does whatever can be done next. */
  private void advance() {
    if (over || closing) {
      return;
    }
    if (context.isCancelled() && !committing && failure == null) {
      failure = new Scp2pException(ErrorCode.CANCELLED, "The publication was cancelled.");
    }
    Prepared ready = prepared;
    if (failure != null) {
      stopWhenQuiet();
    } else if (paused) {
      restWhenQuiet();
    } else if (ready != null) {
      goOn();
      walk(ready);
      write(ready);
      commit(ready);
    }
  }

  private void goOn() {
    while (!resting.isEmpty()) {
      step(resting.remove());
    }
  }

  /** Closes what is open, once nothing reads or writes any more. */
  private void restWhenQuiet() {
    if (!isQuiet() || pauses.isEmpty()) {
      return;
    }
    List<HashTask> open = List.copyOf(tasks);
    List<CompletableFuture<Void>> waiting = List.copyOf(pauses);
    pauses.clear();
    closing = true;
    var unused =
        publisher
            .offload
            .call(
                () -> {
                  open.forEach(HashTask::rest);
                  return true;
                })
            .whenComplete(
                (ok, why) -> {
                  closing = false;
                  failed(why);
                  waiting.forEach(each -> each.complete(null));
                  advance();
                });
  }

  private boolean isQuiet() {
    return !walking && !writing && !committing && hashing == 0;
  }

  private void walk(Prepared ready) {
    int ahead = GROUPS_AHEAD * publisher.settings.hashers();
    if (walking || walked || tasks.size() >= ahead) {
      return;
    }
    walking = true;
    var unused =
        publisher
            .offload
            .call(() -> group(ready.scan))
            .whenComplete(
                (group, why) -> {
                  walking = false;
                  failed(why);
                  if (why == null && group.isEmpty()) {
                    walked = true;
                  } else if (why == null) {
                    HashTask task = new HashTask(context, group);
                    tasks.add(task);
                    step(task);
                  }
                  advance();
                });
  }

  /** Small files together, a big one alone. */
  private List<ScannedFile> group(FileScan scan) {
    List<ScannedFile> group = new ArrayList<>();
    long bytes = 0;
    while (group.size() < HashTask.MAX_FILES && bytes < HashTask.STEP_BYTES / 4) {
      context.checkCancelled();
      ScannedFile file = scan.next();
      if (file == null) {
        break;
      }
      group.add(file);
      bytes += file.sizeBytes();
    }
    skipped = scan.skipped();
    skippedCount = scan.skippedCount();
    return group;
  }

  private void step(HashTask task) {
    if (paused) {
      resting.add(task);
      return;
    }
    hashing++;
    publisher.lane.step(
        task,
        why -> {
          hashing--;
          failed(why);
          report();
          if (failure == null && task.isDone()) {
            finished.add(task);
          } else if (failure == null) {
            step(task);
          }
          advance();
        });
  }

  private void report() {
    Prepared ready = prepared;
    if (ready != null && failure == null) {
      long bytes = context.hashedBytes();
      long files = context.hashedFiles();
      listener.progress(bytes, Math.max(ready.bytes, bytes), files, Math.max(ready.files, files));
    }
  }

  private void write(Prepared ready) {
    if (writing) {
      return;
    }
    List<HashedFile> files = new ArrayList<>();
    while (!tasks.isEmpty() && finished.contains(tasks.element())) {
      HashTask task = tasks.remove();
      finished.remove(task);
      files.addAll(task.done());
    }
    if (files.isEmpty()) {
      return;
    }
    writing = true;
    var unused =
        publisher
            .offload
            .call(
                () -> {
                  ready.writer.add(files);
                  return true;
                })
            .whenComplete(
                (ok, why) -> {
                  writing = false;
                  failed(why);
                  advance();
                });
  }

  private void commit(Prepared ready) {
    if (walked && tasks.isEmpty() && !writing && !committing) {
      committing = true;
      var unused = publisher.offload.call(() -> commitNow(ready)).whenComplete(this::committed);
    }
  }

  private PublishedShare commitNow(Prepared ready) throws StoreException {
    context.checkCancelled();
    if (ready.writer.isEmpty()) {
      throw noFile();
    }
    long now = publisher.loop.time().wall().getEpochSecond();
    return ready.writer.commit(
        plan, ready.key, ready.previous, now, publisher.extension, batch -> keep(ready, batch));
  }

  private Scp2pException noFile() {
    // Of a plan of files all are folders, or there would be one.
    List<Path> folders =
        plan.source() instanceof SharePlan.Source.Folder folder
            ? List.of(folder.path())
            : ((SharePlan.Source.Files) plan.source()).paths();
    Map<String, String> details = new HashMap<>();
    details.put("folder", folders.get(0).toAbsolutePath().normalize().toString());
    if (folders.size() > 1) {
      details.put("folders", Integer.toString(folders.size()));
    }
    if (skippedCount > 0) {
      details.put("leftOut", Long.toString(skippedCount));
    }
    return new Scp2pException(
        ErrorCode.INVALID_ARGUMENT,
        "There is no file to publish in the folder: put some into it, or name another.",
        details);
  }

  private void keep(Prepared ready, StateBatch batch) {
    if (ready.keyIsNew) {
      String digits = ready.key.shareKey().id().hex().substring(0, MAX_LABEL_DIGITS);
      publisher.keys.stage("share-" + digits, PublisherIdentity.Use.SHARE, ready.key, batch);
    }
  }

  private void committed(@Nullable PublishedShare share, @Nullable Throwable why) {
    committing = false;
    failed(why);
    if (share == null) {
      advance();
      return;
    }
    report();
    end(true);
    result.complete(share);
  }

  private void failed(@Nullable Throwable why) {
    if (why != null && failure == null) {
      failure = why;
      context.cancel(); // Others stop as soon as they look.
    }
  }

  /** Whatever runs on the executor ends first: it has files open and may still write. */
  private void stopWhenQuiet() {
    if (!isQuiet()) {
      return;
    }
    List<HashTask> unfinished = List.copyOf(tasks);
    tasks.clear();
    resting.clear();
    hashing++;
    var unused =
        publisher
            .offload
            .call(
                () -> {
                  unfinished.forEach(HashTask::abandon);
                  return true;
                })
            .whenComplete((ok, ignored) -> stopped());
  }

  private void stopped() {
    hashing--;
    Throwable why = failure;
    end(prepared != null && prepared.writer.wentAhead());
    result.completeExceptionally(
        Publisher.asError(why == null ? new IllegalStateException("no failure") : why));
  }

  private void end(boolean leftRows) {
    over = true;
    if (prepared != null) {
      prepared.key.close();
    }
    publisher.ended(this, leftRows);
  }
}
