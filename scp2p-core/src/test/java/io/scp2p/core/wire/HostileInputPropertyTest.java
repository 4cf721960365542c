package io.scp2p.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.ItemReader;
import io.scp2p.core.wire.cbor.OpaqueCbor;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.frame.FrameDecoder;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.MessageType;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.Blocklist;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtRecord;
import io.scp2p.core.wire.record.Hello;
import io.scp2p.core.wire.record.LanPacket;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ShareItem;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever arrives: a value or a {@link WireException}, and no more memory than it justifies. */
class HostileInputPropertyTest {
  /** Objects and discarded windows for each byte; a one-letter text is the worst honest case. */
  private static final long ALLOCATED_PER_INPUT_BYTE = 64;

  /** Cursors, exceptions and the like, whatever the input. */
  private static final long ALLOCATED_ANYWAY = 64 << 10;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<ItemReader<?>> DECODERS = decoders();

  private static List<ItemReader<?>> decoders() {
    List<ItemReader<?>> all = new ArrayList<>(SectionNineteenTest.RECORDS.values());
    all.addAll(
        List.of(
            Capabilities::read,
            PeerAddress::read,
            ShareItem::read,
            DhtEntry::read,
            Blocklist::read,
            CborReader::opaque));
    return all;
  }

  /** Gives the input to everything that decodes; anything but a WireException escapes. */
  private static void decodeAsEverything(Bytes input) {
    for (ItemReader<?> decoder : DECODERS) {
      attempt(input, () -> CborReader.decode(input, decoder));
    }
    for (MessageType type : MessageType.values()) {
      attempt(input, () -> MessageCodec.v1().decodeRequest(type.number(), input));
      attempt(input, () -> MessageCodec.v1().decodeResponse(type.number(), input));
    }
    attempt(input, () -> Envelope.decode(input));
    attempt(input, () -> Hello.decode(input));
    attempt(input, () -> LanPacket.decode(input));
    attempt(input, () -> Manifest.decode(input));
    attempt(input, () -> MembershipToken.decode(input));
    attempt(input, () -> DhtRecord.decode(input));
  }

  private interface Attempt {
    Object run() throws WireException;
  }

  private static void attempt(Bytes input, Attempt attempt) {
    long limit = ALLOCATED_ANYWAY + ALLOCATED_PER_INPUT_BYTE * input.size();
    // Once more if it was too much: the first time of anything also loads classes.
    long allocated = allocatedBy(input, attempt);
    if (allocated > limit) {
      allocated = allocatedBy(input, attempt);
    }
    assertThat(allocated).as("allocated for %d bytes", input.size()).isLessThan(limit);
  }

  private static long allocatedBy(Bytes input, Attempt attempt) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      attempt.run();
    } catch (WireException expected) {
      assertThat(expected.offset()).isBetween(WireException.NO_OFFSET, input.size());
      assertThat(expected.text()).isNotBlank();
      assertThat(expected.getStackTrace()).isEmpty();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Provide
  Arbitrary<Bytes> valid() {
    List<Bytes> known =
        SectionNineteenTest.RECORDS.keySet().stream().map(SectionNineteen::hex).toList();
    return Arbitraries.oneOf(
        Arbitraries.of(known),
        WireArbitraries.request().map(Request::encoded),
        WireArbitraries.response().map(Response::encoded),
        WireArbitraries.hello().map(hello -> hello.encoded()),
        WireArbitraries.manifest().map(manifest -> manifest.encoded()));
  }

  @Provide
  Arbitrary<Bytes> mutated() {
    return Combinators.combine(valid(), Arbitraries.randomValue(Random::nextLong))
        .as((bytes, seed) -> mutate(bytes, new Random(seed)));
  }

  /** Heads of all kinds, often: uniformly random bytes rarely get past the first item. */
  @Provide
  Arbitrary<Bytes> cborLike() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of(
                "80",
                "81",
                "9f",
                "a0",
                "a1",
                "a2",
                "bf",
                "ff",
                "5f",
                "7f",
                "40",
                "60",
                "f6",
                "f7",
                "c1",
                "d9d9f7",
                "9bffffffffffffffff",
                "bb7fffffffffffffff",
                "5a7fffffff",
                "7b00000000ffffffff",
                "1bffffffffffffffff",
                "3b7fffffffffffffff",
                "f97e00",
                "6161",
                "61c3",
                "0001",
                "1820"),
            Arbitraries.of("ip", "peers", "x", "relay_via", "relay_addr", "V4", "items", "payload")
                .map(Hex::text),
            Arbitraries.integers().between(0, 255).map("%02x"::formatted));
    return piece.list().ofMaxSize(60).map(pieces -> Bytes.parse(String.join("", pieces)));
  }

  static Bytes mutate(Bytes bytes, Random random) {
    byte[] work = bytes.toArray();
    for (int i = random.nextInt(3); i >= 0 && work.length > 0; i--) {
      int at = random.nextInt(work.length);
      switch (random.nextInt(6)) {
        case 0 -> work[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> work[at] = (byte) random.nextInt();
        case 2 -> work = Arrays.copyOf(work, at);
        case 3 -> work = spliced(work, at, 0, new byte[] {(byte) random.nextInt()});
        case 4 -> work = spliced(work, at, 1, new byte[0]);
        default -> work = spliced(work, at, 0, Bytes.parse("9bffffffffffffffff").toArray());
      }
    }
    return Bytes.wrap(work);
  }

  private static byte[] spliced(byte[] array, int at, int removed, byte[] added) {
    byte[] result = new byte[array.length - removed + added.length];
    System.arraycopy(array, 0, result, 0, at);
    System.arraycopy(added, 0, result, at, added.length);
    System.arraycopy(array, at + removed, result, at + added.length, array.length - at - removed);
    return result;
  }

  @Property(tries = 150)
  void arbitraryBytes(@ForAll byte[] input) {
    decodeAsEverything(Bytes.copyOf(input));
  }

  @Property(tries = 300)
  void arbitraryItems(@ForAll("cborLike") Bytes input) {
    decodeAsEverything(input);
  }

  @Property(tries = 300)
  void validBytesWithMutations(@ForAll("mutated") Bytes input) {
    decodeAsEverything(input);
  }

  @Property(tries = 100)
  void everyTruncationIsRefused(@ForAll("valid") Bytes input) {
    for (ItemReader<?> decoder : DECODERS) {
      for (int size = 0; size < input.size(); size += 1 + size / 8) {
        Bytes cut = input.slice(0, size);
        WireException refusal = refusalOf(cut, decoder);
        assertThat(refusal).isNotNull();
      }
    }
  }

  private static WireException refusalOf(Bytes input, ItemReader<?> decoder) {
    try {
      CborReader.decode(input, decoder);
      return null;
    } catch (WireException expected) {
      return expected;
    }
  }

  @Property(tries = 250)
  void theTreeOfAnythingWellFormedIsThereOrRefused(@ForAll("cborLike") Bytes input) {
    attempt(input, () -> OpaqueCbor.parse(input).tree());
    attempt(input, () -> OpaqueCbor.parse(input).diagnostic());
  }

  @Property(tries = 150)
  void frames(@ForAll byte[] input) {
    attempt(
        Bytes.wrap(input),
        () -> {
          FrameDecoder frames = FrameDecoder.forEnvelopes();
          ByteBuffer piece = ByteBuffer.wrap(input);
          int bodies = 0;
          while (frames.next(piece) != null) {
            bodies++;
          }
          return bodies;
        });
  }

  /** Each is a beginning and what is repeated after it. */
  static Stream<Arguments> bombs() {
    String name = Hex.text("k");
    String peers = "a1" + Hex.text("peers");
    String payload = "a1" + Hex.text("payload");
    String tags = "a1" + Hex.text("items") + "81a1" + Hex.text("tags") + "9f";
    String hashes = "a2005820" + "a1".repeat(32) + "01";
    return Stream.of(
        Arguments.of("", "81"),
        Arguments.of("", "9f"),
        Arguments.of("", "c1"),
        Arguments.of("", "a1" + name),
        Arguments.of("bf", name + name),
        Arguments.of("bf", "6000"),
        Arguments.of("bf", "4000"),
        Arguments.of("bf", "0000"),
        Arguments.of("9f", "60"),
        Arguments.of("9f", "a0"),
        Arguments.of("5f", "40"),
        Arguments.of("7f", "61c3"),
        Arguments.of(peers + "9f", "80"),
        Arguments.of(peers + "9f", "a0"),
        Arguments.of(peers, "9bffffffffffffffff"),
        Arguments.of(payload + "9a0000ff00", "00"),
        Arguments.of(payload + "9f", "00"),
        Arguments.of(payload + "9f", "d9d9f700"),
        Arguments.of(payload + "5f", "40"),
        Arguments.of(payload + "5f", "4100"),
        Arguments.of(payload, "5a7fffffff"),
        Arguments.of(tags, "60"),
        Arguments.of(tags, "6161"),
        Arguments.of(tags, "62c3a4"),
        Arguments.of(hashes + "9f", "5820" + "b2".repeat(32)),
        Arguments.of(hashes + "9f", "9820" + "00".repeat(32)),
        Arguments.of(hashes + "9a0000fff0", "5820" + "b2".repeat(32)));
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("bombs")
  void muchOfTheSameIsCheap(String beginning, String repeated) {
    Bytes bomb = bomb(beginning, repeated, 1 << 16);
    long startNanos = System.nanoTime();

    decodeAsEverything(bomb);

    // More than a hundred decodings in some milliseconds each; a quadratic one takes minutes.
    assertThat(System.nanoTime() - startNanos).isLessThan(10_000_000_000L);
  }

  private static Bytes bomb(String beginning, String repeated, int size) {
    byte[] bomb = Arrays.copyOf(Bytes.parse(beginning).toArray(), size);
    byte[] unit = Bytes.parse(repeated).toArray();
    int from = beginning.length() / 2;
    for (int i = from; i < size; i++) {
      bomb[i] = unit[(i - from) % unit.length];
    }
    return Bytes.wrap(bomb);
  }

  @Test
  void aHugeCountAllocatesNothingForIt() {
    Bytes input = Hex.bytes("a2 00 5820", "a1".repeat(32), "01 9b00000000ffffffff");

    attempt(input, () -> MessageCodec.v1().decodeResponse(503, input));
  }
}
