package io.scp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OnlyThisPackageNamesTheLibraryTest {
  @Test
  void noClassOutsideNamesKwikAndSomeInsideDo() throws Exception {
    Path classes =
        Path.of(QuicTransport.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Path> naming;
    try (Stream<Path> files = Files.walk(classes)) {
      naming =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .filter(file -> !file.endsWith("module-info.class"))
              .filter(OnlyThisPackageNamesTheLibraryTest::namesKwik)
              .map(classes::relativize)
              .collect(Collectors.toList());
    }
    assertThat(naming).hasSizeGreaterThan(3);
    assertThat(naming).allMatch(file -> file.startsWith("io/scp2p/transport/quic"));
  }

  private static boolean namesKwik(Path classFile) {
    try {
      String constants = new String(Files.readAllBytes(classFile), StandardCharsets.ISO_8859_1);
      return constants.contains("tech/kwik");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
