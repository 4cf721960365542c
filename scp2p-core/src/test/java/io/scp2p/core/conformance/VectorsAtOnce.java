package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/**
 * The vectors of {@link ConformanceTest} as two tests, for mutation testing alone: PIT runs each
 * dynamic test by itself, and each time the factory reads all files anew, a thousand times for a
 * mutant that nothing sees. The build does not run it, since its name does not end in Test.
 */
class VectorsAtOnce {
  /** Nothing of the wire is in them, and deriving keys takes long. */
  private static final Set<String> NOT_THE_WIRE =
      Set.of("blake3.json", "reed-solomon.json", "secrets.json");

  private final ConformanceTest conformance = new ConformanceTest();

  @Test
  void everyVectorOfEveryFile() throws Throwable {
    assertThat(run(conformance.everyVectorOfEveryFile())).isGreaterThan(500);
  }

  @Test
  void theFilesWithFormatsOfTheirOwn() throws Throwable {
    assertThat(run(conformance.theFilesWithFormatsOfTheirOwn())).isGreaterThan(100);
  }

  private static int run(Stream<? extends DynamicNode> nodes) throws Throwable {
    int ran = 0;
    for (DynamicNode node : nodes.toList()) {
      if (NOT_THE_WIRE.contains(node.getDisplayName())) {
        continue;
      }
      if (node instanceof DynamicContainer container) {
        ran += run(container.getChildren());
      } else {
        ((DynamicTest) node).getExecutable().execute();
        ran++;
      }
    }
    return ran;
  }
}
