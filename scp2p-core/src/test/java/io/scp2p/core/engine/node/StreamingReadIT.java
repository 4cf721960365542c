package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.RemoteContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content is read while it arrives, between real nodes over TLS/TCP. */
class StreamingReadIT {
  private static final int BYTES = 21_000_001;

  @TempDir Path root;
  private final byte[] content = new byte[BYTES];
  private Fleet fleet;
  private Scp2pNode publisher;
  private Scp2pNode reader;
  private ContentRef ref;

  @BeforeEach
  void publish() throws IOException {
    fleet = new Fleet(root, TransportKind.TCP);
    Path folder = Files.createDirectories(fleet.folder("film"));
    new Random(5).nextBytes(content);
    Files.write(folder.resolve("film.bin"), content);
    publisher = fleet.start("publisher");
    Share share = Fleet.publish(publisher, folder);
    reader = fleet.start("reader");
    Fleet.follow(reader, share.shareLink());
    ref = new ContentRef(share.id(), onlyItem(share).content());
  }

  private ShareItem onlyItem(Share share) {
    return Fleet.get(publisher.shares().items(share.id()).next());
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private RemoteContent open() {
    return Fleet.get(reader.open(ref));
  }

  private byte[] range(int from, int count) {
    return Arrays.copyOfRange(content, from, from + count);
  }

  private static byte[] read(SeekableByteChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // As long as there is more.
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  @Test
  void aStreamBringsEverythingInOrder() throws IOException {
    try (RemoteContent open = open();
        InputStream in = open.inputStream()) {
      assertThat(open.sizeBytes()).isEqualTo(BYTES);
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }

  @Test
  void aChannelSeeksThereAndBack() throws IOException {
    try (RemoteContent open = open();
        SeekableByteChannel channel = open.channel()) {
      assertThat(channel.size()).isEqualTo(BYTES);
      assertThat(read(channel.position(20_000_000), 300_000)).isEqualTo(range(20_000_000, 300_000));
      assertThat(read(channel.position(17), 1_000)).isEqualTo(range(17, 1_000));
      assertThat(read(channel.position(20_999_999), 100)).isEqualTo(range(20_999_999, 2));
      assertThat(channel.position()).isEqualTo(BYTES);
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(read(channel.position(BYTES + 10L), 1)).isEmpty();
      assertThat(read(channel.position(0), 600_000)).isEqualTo(range(0, 600_000));
    }
  }

  @Test
  void whatLiesBetweenIsNotFetched() throws IOException {
    try (RemoteContent open = open();
        SeekableByteChannel channel = open.channel()) {
      read(channel, 1);
      read(channel.position(20_000_000), 1);
    }
    long sent = Fleet.get(publisher.diagnostics().snapshot()).sentBytes();
    assertThat(sent).isLessThan(18_000_000);
  }

  @Test
  void aRangeComesAsBuffersThatMayBeKept() {
    try (RemoteContent open = open()) {
      List<ByteBuffer> buffers = Fleet.get(open.bytes(1_000_000, 5_000_000).collectList());
      ByteBuffer all = ByteBuffer.allocate(5_000_000);
      buffers.forEach(all::put);
      assertThat(all.array()).isEqualTo(range(1_000_000, 5_000_000));
      assertThat(buffers).allMatch(ByteBuffer::isReadOnly);
      assertThat(Fleet.get(open.bytes(BYTES, 0).count())).isZero();
      assertThatThrownBy(() -> open.bytes(BYTES - 1, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void closingEndsAReadThatWaits() throws Exception {
    RemoteContent open = open();
    publisher.close();
    SeekableByteChannel channel = open.channel();
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread waiting = new Thread(() -> outcome.set(failureOf(channel)));
    waiting.start();
    assertThat(
            Waiter.realTime()
                .await(() -> waiting.getState() == Thread.State.WAITING, Fleet.PATIENCE))
        .isTrue();
    channel.close();
    waiting.join();
    assertThat(outcome.get()).isInstanceOf(AsynchronousCloseException.class);
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    open.close();
  }

  @Test
  void anInterruptEndsAReadThatWaits() throws Exception {
    RemoteContent open = open();
    publisher.close();
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    SeekableByteChannel channel = open.channel();
    Thread waiting = new Thread(() -> outcome.set(failureOf(channel)));
    waiting.start();
    assertThat(
            Waiter.realTime()
                .await(() -> waiting.getState() == Thread.State.WAITING, Fleet.PATIENCE))
        .isTrue();
    waiting.interrupt();
    waiting.join();
    assertThat(outcome.get()).isInstanceOf(ClosedByInterruptException.class);
    assertThat(channel.isOpen()).isFalse();
    open.close();
  }

  private static Throwable failureOf(SeekableByteChannel channel) {
    try {
      channel.read(ByteBuffer.allocate(1));
      return new AssertionError("something was read");
    } catch (IOException e) {
      return e;
    }
  }

  @Test
  void withoutAnybodyToAskAReadFailsAndTheNextTriesAgain() throws IOException {
    RemoteContent open = open();
    publisher.close();
    try (SeekableByteChannel channel = open.channel()) {
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(IOException.class)
          .cause()
          .isInstanceOfSatisfying(
              Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_PROVIDER));
      assertThat(channel.isOpen()).isTrue();
      open.close();
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .cause()
          .isInstanceOfSatisfying(
              Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
  }

  @Test
  void ownContentIsReadFromDisk() throws IOException {
    try (RemoteContent open = Fleet.get(publisher.open(ref));
        SeekableByteChannel channel = open.channel()) {
      assertThat(read(channel.position(5_000_000), 700_000)).isEqualTo(range(5_000_000, 700_000));
    }
  }

  @Test
  void contentOfNoShareIsUnknown() {
    ContentRef other = new ContentRef(ref.share(), ContentId.of(new byte[32]));
    assertThatThrownBy(() -> Fleet.get(reader.open(other)))
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_CONTENT));
  }

  @Test
  void theNodeEndsReadersWhenItCloses() {
    RemoteContent open = open();
    reader.close();
    assertThatThrownBy(() -> open.channel().read(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class)
        .cause()
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_CLOSED));
  }
}
