package io.scp2p.examples.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static Lines lines(long firstHeap, long heapPerSample) {
    List<HeldSample> samples =
        IntStream.range(0, 40)
            .mapToObj(i -> new HeldSample(i, firstHeap + i * heapPerSample, 1_000_000, 40, 90))
            .toList();
    return new Lines(samples);
  }

  @Test
  void flatLinesAreFine() {
    assertThat(lines(50_000_000, 100_000).grown()).isEmpty();
  }

  @Test
  void whatGrowsIsNamed() {
    assertThat(lines(50_000_000, 2_000_000).grown())
        .singleElement()
        .asString()
        .startsWith("heap MB grew from 80");
  }

  @Test
  void everyLineIsDrawn() {
    assertThat(lines(50_000_000, 0).svg())
        .contains("heap MB", "direct MB", "threads", "descriptors")
        .containsPattern("<polyline points=\"90\\.0,")
        .endsWith("</svg>\n");
  }
}
