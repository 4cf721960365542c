package io.scp2p.core.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.share.Visibility;
import io.scp2p.core.content.ChunkHashes;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.WireLimits;
import io.scp2p.core.wire.message.Acknowledgement;
import io.scp2p.core.wire.message.ChunkData;
import io.scp2p.core.wire.message.ChunkHashList;
import io.scp2p.core.wire.message.GetChunk;
import io.scp2p.core.wire.message.GetChunkHashes;
import io.scp2p.core.wire.message.GetHashPage;
import io.scp2p.core.wire.message.GetHoldings;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.HaveContent;
import io.scp2p.core.wire.message.HeldParts;
import io.scp2p.core.wire.message.ListPublicShares;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.PublicShareList;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.ShareSummary;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareServicesTest {
  private static final ContentId STRANGER = ShareWorld.idOf(new byte[1]);

  @TempDir Path dir;
  private ShareWorld world;
  private ServiceRegistry services;
  private Requester somebody;
  private final Watch watch = new Watch();

  /** Who got a place and what. */
  private static final class Watch implements UploadWatch {
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean full;

    @Override
    public Optional<Answer> refusal(Requester peer, ContentId content) {
      return Optional.empty();
    }

    @Override
    public Optional<Answer> admit(Requester peer) {
      admitted.incrementAndGet();
      return full ? Optional.of(new Answer.Failure(Answer.BUSY_TEXT)) : Optional.empty();
    }

    @Override
    public void sent(NodeKey peer, ContentId content, int bytes) {
      sent.addAndGet(bytes);
    }
  }

  @BeforeEach
  void open() {
    world = new ShareWorld(dir.resolve("home"));
    ManifestLookup followed =
        id -> id.equals(ManifestId.of(new byte[32])) ? Optional.of(Bytes.EMPTY) : Optional.empty();
    ShareServices all =
        new ShareServices(world.store, world.library, followed, watch, world.offload);
    services = all.addTo(ServiceRegistry.builder()).build();
    somebody = Requester.v1(NodeKey.of(new byte[32]), InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Answer ask(Request request) throws Exception {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    world.loop.post(() -> services.serve(request, somebody, answer::complete));
    return ShareWorld.await(answer);
  }

  private <T extends Response> T told(Request request, Class<T> kind) throws Exception {
    return kind.cast(((Answer.Success) ask(request)).response());
  }

  private PublishedShare text(String title, Visibility visibility) throws Exception {
    return world.publish(SharePlan.text("t", title).title(title).visibility(visibility).build());
  }

  @Test
  void chunksAndHashesOfAFileAreAnswered() throws Exception {
    byte[] content = ShareWorld.bytes(300_000, 1);
    ShareWorld.write(dir.resolve("f/f"), content);
    world.publish(SharePlan.folder(dir.resolve("f")).build());
    ContentId id = ShareWorld.idOf(content);

    ChunkData chunk = told(new GetChunk(id, 1), ChunkData.class);
    assertThat(chunk.data()).isEqualTo(Bytes.wrap(content, 262_144, 300_000 - 262_144));
    ChunkHashList hashes = told(new GetChunkHashes(id), ChunkHashList.class);
    assertThat(hashes.count()).isEqualTo(2);
    assertThat(ChunkHashes.of(hashes.hashes()).matches(1, chunk.data())).isTrue();
    assertThat(told(new HaveContent(id), Acknowledgement.class).type()).isEqualTo(499);
  }

  @Test
  void whatIsNotThereIsSaidInTheWordsOfTheSpecification() throws Exception {
    assertThat(ask(new GetChunk(STRANGER, 0)))
        .isEqualTo(new Answer.Failure(WireErrorText.CHUNK_NOT_FOUND));
    assertThat(ask(new GetChunkHashes(STRANGER)))
        .isEqualTo(new Answer.Failure(WireErrorText.CHUNK_HASHES_NOT_FOUND));
    assertThat(ask(new GetManifest(ManifestId.of(STRANGER.bytes()))))
        .isEqualTo(new Answer.Failure(WireErrorText.MANIFEST_NOT_FOUND));
  }

  @Test
  void aPlaceIsTakenOnlyForAChunkThatIsThere() throws Exception {
    byte[] content = ShareWorld.bytes(1_000, 1);
    ShareWorld.write(dir.resolve("f/f"), content);
    world.publish(SharePlan.folder(dir.resolve("f")).build());
    ContentId id = ShareWorld.idOf(content);

    ask(new GetChunk(STRANGER, 0));
    ask(new GetChunk(id, 1));
    assertThat(watch.admitted).hasValue(0);
    ask(new GetChunk(id, 0));
    assertThat(watch.admitted).hasValue(1);
    assertThat(watch.sent).hasValue(1_000);
    watch.full = true;
    assertThat(ask(new GetChunk(id, 0))).isEqualTo(new Answer.Failure(Answer.BUSY_TEXT));
    assertThat(watch.sent).as("and nothing went out").hasValue(1_000);
  }

  @Test
  void manifestsOfThisNodeAndOfOthersAreAnswered() throws Exception {
    PublishedShare share = text("mine", Visibility.PRIVATE);
    assertThat(told(new GetManifest(share.manifestId()), ManifestData.class).manifest())
        .isEqualTo(world.store.manifest(share.manifestId()).orElseThrow());
    ManifestId followed = ManifestId.of(new byte[32]);
    assertThat(told(new GetManifest(followed), ManifestData.class).manifest())
        .isEqualTo(Bytes.EMPTY);
  }

  @Test
  void publicSharesAreListedNewestFirstAndNoneIfNoneAreAskedFor() throws Exception {
    PublishedShare first = text("first", Visibility.PUBLIC);
    text("hidden", Visibility.PRIVATE);
    world.clock.advance(Duration.ofSeconds(5));
    text("second", Visibility.PUBLIC);
    assertThat(titles(64)).containsExactly("second", "first");
    assertThat(titles(1)).containsExactly("second");
    assertThat(titles(0)).isEmpty();

    world.clock.advance(Duration.ofSeconds(5));
    SharePlan update =
        SharePlan.text("t", "x")
            .title("first again")
            .visibility(Visibility.PUBLIC)
            .updating(first.id())
            .build();
    world.publish(update);
    assertThat(titles(64)).containsExactly("first again", "second");
    ShareWorld.await(world.publisher.unpublish(first.id()));
    assertThat(titles(64)).containsExactly("second");
  }

  private List<String> titles(int max) throws Exception {
    return told(new ListPublicShares(max), PublicShareList.class).shares().stream()
        .map(ShareSummary::title)
        .toList();
  }

  @Test
  void aListingOfLongDescriptionsFitsIntoOneAnswer() throws Exception {
    for (int i = 0; i < 80; i++) {
      world.publish(
          SharePlan.text("t", "" + i)
              .description("d".repeat(PlanCheck.MAX_DESCRIPTION_BYTES))
              .visibility(Visibility.PUBLIC)
              .build());
    }
    PublicShareList list = told(new ListPublicShares(0xffff), PublicShareList.class);
    assertThat(list.encoded().size()).isLessThanOrEqualTo(WireLimits.PAYLOAD_BYTES);
    assertThat(list.shares()).hasSizeBetween(50, 79);
  }

  @Test
  void longHashListsGoInTheCompactFormAndTooLongOnesNotAtAll() throws Exception {
    ContentId id = ShareWorld.idOf(new byte[2]);
    for (int count : new int[] {15_000, 20_000, ChunkHashList.MAX_COUNT}) {
      Bytes joined = Bytes.wrap(ShareWorld.bytes(count * 32, count));
      PartialSource partial = arriving(ChunkHashes.of(joined));
      world.library.addPartial(id, partial);
      ChunkHashList list = told(new GetChunkHashes(id), ChunkHashList.class);
      assertThat(list.hashes()).isEqualTo(joined);
      Bytes payload = list.encoded();
      assertThat(payload.size()).isLessThanOrEqualTo(WireLimits.PAYLOAD_BYTES);
      assertThat(MessageCodec.v1().decodeResponse(503, payload)).isEqualTo(list);
    }
    Bytes tooLong = Bytes.wrap(new byte[(ChunkHashList.MAX_COUNT + 1) * 32]);
    world.library.addPartial(id, arriving(ChunkHashes.of(tooLong)));
    assertThat(ask(new GetChunkHashes(id)))
        .isEqualTo(new Answer.Failure(WireErrorText.ANSWER_TOO_LARGE));
  }

  @Test
  void whatIsHereIsToldPartByPart() throws Exception {
    ContentId id = ShareWorld.idOf(new byte[2]);
    assertThat(ask(new GetHoldings(id)))
        .isEqualTo(new Answer.Failure(WireErrorText.CHUNK_NOT_FOUND));
    ChunkHashes hashes = ChunkHashes.of(Bytes.wrap(new byte[20 * 32]));
    PartialSource partial = arriving(hashes, BitSet.valueOf(new long[] {0b10_0000_0001_0000_0010}));
    world.library.addPartial(id, partial);
    assertThat(told(new GetHoldings(id), HeldParts.class).parts()).isEqualTo(Bytes.parse("020102"));
    world.library.addPartial(id, arriving(hashes, BitSet.valueOf(new long[] {0xfffff})));
    assertThat(told(new GetHoldings(id), HeldParts.class).parts()).isNull();
  }

  @Test
  void pagesOfHashesAreForLongListsOnly() throws Exception {
    ContentId id = ShareWorld.idOf(new byte[3]);
    Answer nothing = new Answer.Failure(WireErrorText.CHUNK_HASHES_NOT_FOUND);
    assertThat(ask(new GetHashPage(id, 0))).isEqualTo(nothing);
    Bytes joined = Bytes.wrap(ShareWorld.bytes(2 * 32, 1));
    world.library.addPartial(id, arriving(ChunkHashes.of(joined)));
    assertThat(ask(new GetHashPage(id, 0))).isEqualTo(nothing);
    assertThat(ask(new GetHashPage(id, 0xffff_ffffL))).isEqualTo(nothing);
  }

  private static PartialSource arriving(ChunkHashes hashes) {
    return arriving(hashes, new BitSet());
  }

  private static PartialSource arriving(ChunkHashes hashes, BitSet verified) {
    return new PartialSource() {
      @Override
      public long sizeBytes() {
        return hashes.count() * 262_144L;
      }

      @Override
      public boolean has(long chunkIndex) {
        return false;
      }

      @Override
      public BitSet verified() {
        return verified;
      }

      @Override
      public Optional<Bytes> hashes(long from, int count) {
        return Optional.of(hashes.joined());
      }

      @Override
      public void read(long position, ByteBuffer target) {
        throw new AssertionError("no chunk is there");
      }
    };
  }
}
