package io.scp2p.core.engine.download;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.transfer.CollisionRule;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.DownloadResult;
import io.scp2p.api.transfer.DownloadResult.DownloadedFile;
import io.scp2p.api.transfer.PeerContribution;
import io.scp2p.api.transfer.Priority;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.cbor.IntRecordReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A download as it is stored.
 *
 * @param manifest the version that is fetched, fixed when the download was planned
 * @param planned whether the rows of all its files are there
 * @param errorNumber why it failed; 0 if it did not
 * @param sequence where it stands in the queue
 * @param elapsedNanos running time in earlier runs of the node
 * @param files how many it has
 * @param totalBytes of all files
 * @param doneBytes of the files that are complete
 */
record DownloadRow(
    TransferId id,
    DownloadPlan plan,
    ManifestId manifest,
    DownloadState state,
    boolean planned,
    int errorNumber,
    long sequence,
    long elapsedNanos,
    long files,
    long totalBytes,
    long doneBytes) {
  /** What {@link #urgency} is at most. */
  static final int MOST_URGENT = 2;

  private static final int FIELDS = 16;

  /**
   * A download that was just asked for. Its target is where it is now: the next run of the node may
   * work in another folder.
   */
  static DownloadRow fresh(TransferId id, DownloadPlan plan) {
    DownloadPlan absolute =
        new DownloadPlan(
            plan.share(),
            plan.items(),
            plan.target().toAbsolutePath(),
            plan.priority(),
            plan.collision(),
            plan.safeNames(),
            plan.maxBytesPerSecond());
    ManifestId unknown = ManifestId.of(new byte[ManifestId.LENGTH]);
    return new DownloadRow(id, absolute, unknown, DownloadState.RUNNING, false, 0, 0, 0, 0, 0, 0);
  }

  /** What a completed download tells. */
  DownloadResult result(List<DownloadedFile> all, List<PeerContribution> peers) {
    Duration elapsed = Duration.ofNanos(elapsedNanos);
    return new DownloadResult(id, plan.share(), manifest, all, totalBytes, elapsed, peers);
  }

  /** Which goes first when not all can run: the higher. */
  int urgency() {
    return switch (plan.priority()) {
      case LOW -> 0;
      case NORMAL -> 1;
      case HIGH -> MOST_URGENT;
    };
  }

  DownloadRow withState(DownloadState next, int error) {
    return new DownloadRow(
        id,
        plan,
        manifest,
        next,
        planned,
        error,
        sequence,
        elapsedNanos,
        files,
        totalBytes,
        doneBytes);
  }

  DownloadRow withSequence(long place) {
    return new DownloadRow(
        id,
        plan,
        manifest,
        state,
        planned,
        errorNumber,
        place,
        elapsedNanos,
        files,
        totalBytes,
        doneBytes);
  }

  DownloadRow withPlan(DownloadPlan changed) {
    return new DownloadRow(
        id,
        changed,
        manifest,
        state,
        planned,
        errorNumber,
        sequence,
        elapsedNanos,
        files,
        totalBytes,
        doneBytes);
  }

  DownloadRow withFiles(long newFiles, long newTotalBytes) {
    return new DownloadRow(
        id,
        plan,
        manifest,
        state,
        true,
        errorNumber,
        sequence,
        elapsedNanos,
        newFiles,
        newTotalBytes,
        doneBytes);
  }

  DownloadRow withDone(long newDoneBytes, long newElapsedNanos) {
    return new DownloadRow(
        id,
        plan,
        manifest,
        state,
        planned,
        errorNumber,
        sequence,
        newElapsedNanos,
        files,
        totalBytes,
        newDoneBytes);
  }

  DownloadRow withManifest(ManifestId version) {
    return new DownloadRow(
        id,
        plan,
        version,
        state,
        planned,
        errorNumber,
        sequence,
        elapsedNanos,
        files,
        totalBytes,
        doneBytes);
  }

  /** The same files as another download of the same plan, as far as that one has come. */
  DownloadRow takingOver(DownloadRow earlier) {
    return new DownloadRow(
        id,
        plan,
        earlier.manifest,
        state,
        true,
        0,
        sequence,
        earlier.elapsedNanos,
        earlier.files,
        earlier.totalBytes,
        earlier.doneBytes);
  }

  /** Whether it does what a plan asks for; which goes first does not matter. */
  boolean does(DownloadPlan other) {
    return sameWork(plan, other);
  }

  /** Whether two plans ask for the same. */
  static boolean sameWork(DownloadPlan one, DownloadPlan other) {
    return one.share().equals(other.share())
        && one.items().equals(other.items())
        && one.target().toAbsolutePath().equals(other.target().toAbsolutePath())
        && one.collision() == other.collision()
        && one.safeNames() == other.safeNames()
        && one.maxBytesPerSecond() == other.maxBytesPerSecond();
  }

  byte[] encode() {
    CborWriter out = new CborWriter();
    out.map(FIELDS);
    out.key(0);
    out.bytes(plan.share());
    out.key(1);
    out.array(plan.items().size());
    plan.items().forEach(out::bytes);
    out.key(2);
    out.text(plan.target().toString());
    out.key(3);
    out.text(plan.priority().name());
    out.key(4);
    out.text(plan.collision().name());
    out.key(5);
    out.bool(plan.safeNames());
    out.key(6);
    out.uint(plan.maxBytesPerSecond());
    out.key(7);
    out.bytes(manifest);
    out.key(8);
    out.text(state.name());
    out.key(9);
    out.bool(planned);
    out.key(10);
    out.uint(errorNumber);
    out.key(11);
    out.uint(sequence);
    out.key(12);
    out.uint(elapsedNanos);
    out.key(13);
    out.uint(files);
    out.key(14);
    out.uint(totalBytes);
    out.key(15);
    out.uint(doneBytes);
    return out.toBytes().toArray();
  }

  static DownloadRow decode(TransferId id, byte[] row) throws WireException {
    return CborReader.decode(Bytes.wrap(row), in -> read(id, in));
  }

  private static DownloadRow read(TransferId id, CborReader in) throws WireException {
    IntRecordReader fields = in.intRecord(FIELDS);
    byte[] share = null;
    Set<ContentId> items = Set.of();
    String target = null;
    byte[] manifest = null;
    String priority = null;
    String collision = null;
    String state = null;
    long[] numbers = new long[FIELDS];
    for (int field = fields.next(); field != IntRecordReader.END; field = fields.next()) {
      switch (field) {
        case 0 -> share = in.byteString(ShareId.LENGTH);
        case 1 -> items = contents(in);
        case 2 -> target = in.text();
        case 3 -> priority = in.text();
        case 4 -> collision = in.text();
        case 8 -> state = in.text();
        case 5, 9 -> numbers[field] = in.bool() ? 1 : 0;
        case 7 -> manifest = in.byteString(ManifestId.LENGTH);
        default -> numbers[field] = in.u64();
      }
    }
    DownloadPlan plan =
        new DownloadPlan(
            ShareId.of(fields.need(0, share)),
            items,
            Path.of(fields.need(2, target)),
            Priority.valueOf(fields.need(3, priority)),
            CollisionRule.valueOf(fields.need(4, collision)),
            numbers[5] == 1,
            numbers[6]);
    return new DownloadRow(
        id,
        plan,
        ManifestId.of(fields.need(7, manifest)),
        DownloadState.valueOf(fields.need(8, state)),
        numbers[9] == 1,
        (int) numbers[10],
        numbers[11],
        numbers[12],
        numbers[13],
        numbers[14],
        numbers[15]);
  }

  private static Set<ContentId> contents(CborReader in) throws WireException {
    List<ContentId> list = in.list(item -> ContentId.of(item.byteString(ContentId.LENGTH)));
    return new LinkedHashSet<>(list);
  }
}
