package io.scp2p.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every target with its seeds and with damaged ones: the part of fuzzing that every build does. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzTargetsTest {
  private static final Vectors VECTORS = new Vectors(Path.of("..", "..", "conformance-vectors"));
  private static final int MUTATIONS = 1_500;
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
  private static final long MAX_INPUT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static void take(FuzzTarget target, byte[] input) {
    long start = System.nanoTime();
    try {
      target.feed().take(input.clone());
    } catch (RuntimeException | Error finding) {
      throw new AssertionError(target.name() + " with " + HexFormat.of().formatHex(input), finding);
    }
    assertThat(System.nanoTime() - start).as("time for one input").isLessThan(MAX_INPUT_NANOS);
  }

  @Test
  void thereAreManyTargetsAndNoTwoHaveTheSameName() {
    List<FuzzTarget> targets = Targets.all();
    assertThat(targets).hasSizeGreaterThanOrEqualTo(100);
    Set<String> names = new HashSet<>();
    targets.forEach(target -> assertThat(names.add(target.name())).isTrue());
    assertThat(Targets.named("no such thing")).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> everyTargetStandsItsSeedsAndDamagedOnes() {
    return Targets.all().stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> stands(target)));
  }

  private static void stands(FuzzTarget target) {
    List<byte[]> seeds = Corpus.of(target, VECTORS);
    assertThat(seeds).as("seeds").isNotEmpty();
    seeds.forEach(seed -> take(target, seed));
    assertThat(seeds).as("a good seed").anyMatch(seed -> target.feed().take(seed.clone()));
    Mutator mutator = new Mutator(1, seeds);
    long end = System.nanoTime() + MAX_NANOS;
    for (int i = 0; i < MUTATIONS && System.nanoTime() - end < 0; i++) {
      take(target, mutator.next());
    }
  }

  @Test
  void theMutatorRepeatsItself() {
    List<byte[]> seeds = List.of(new byte[] {1, 2, 3}, new byte[0]);
    Mutator first = new Mutator(7, seeds);
    Mutator second = new Mutator(7, seeds);
    for (int i = 0; i < 1_000; i++) {
      assertThat(first.next()).isEqualTo(second.next());
    }
    assertThat(seeds.get(0)).as("seeds stay as they are").containsExactly(1, 2, 3);
  }

  @Test
  void aDecoderThatThrowsSomethingElseIsFound() {
    FuzzTarget.Feed planted =
        RoundTrip.record(
            bytes -> {
              if (bytes.size() > 2 && bytes.get(2) == 0x7f) {
                throw new IllegalStateException("planted");
              }
              throw new io.scp2p.core.wire.WireException(
                  io.scp2p.core.wire.WireException.Reason.MALFORMED, "no");
            });
    Mutator mutator = new Mutator(1, List.of(new byte[] {1, 2, 3, 4}));
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                planted.take(mutator.next());
              }
            })
        .hasMessage("planted");
  }

  @Test
  void aDecoderThatBelievesALengthIsFound() {
    FuzzTarget.Feed planted =
        RoundTrip.other(
            bytes -> new byte[bytes.isEmpty() ? 0 : (bytes.get(0) & 0xff) << 16].length,
            length -> io.scp2p.core.wire.Bytes.EMPTY,
            length -> {});
    assertThat(planted.take(new byte[0])).isTrue();
    assertThatThrownBy(() -> planted.take(new byte[] {2}))
        .isInstanceOf(Finding.class)
        .hasMessageContaining("bytes of objects");
  }

  @Test
  void aMachineThatWantsToBeWokenForeverIsFound() {
    io.scp2p.core.protocol.Machine<String, String> planted =
        new io.scp2p.core.protocol.Machine<>() {
          @Override
          public List<String> accept(long nowNanos, String input) {
            return List.of();
          }

          @Override
          public List<String> onTimeout(long nowNanos) {
            return List.of();
          }

          @Override
          public java.util.OptionalLong deadlineNanos() {
            return java.util.OptionalLong.of(5);
          }
        };
    Drive<String, String> drive = new Drive<>(planted, 0, effect -> {});
    assertThatThrownBy(() -> drive.pass(new Input(new byte[] {100})))
        .isInstanceOf(Finding.class)
        .hasMessageContaining("again and again");
  }
}
