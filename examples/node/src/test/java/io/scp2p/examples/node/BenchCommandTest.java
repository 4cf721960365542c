package io.scp2p.examples.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.examples.node.command.ExitCode;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What bench says of this machine, of very little; its figures are not looked at. */
@Timeout(300)
class BenchCommandTest {
  @TempDir private Path disk;

  private Process bench(String... arguments) throws Exception {
    List<String> command = Daemons.commandLine(List.of(arguments));
    command.add(1, "-Djava.io.tmpdir=" + disk);
    return new ProcessBuilder(command)
        .redirectOutput(disk.resolve("out").toFile())
        .redirectError(disk.resolve("err").toFile())
        .start();
  }

  private void nothingIsLeft() throws Exception {
    try (Stream<Path> left = Files.list(disk)) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("scp2p-bench-"));
    }
  }

  @Test
  void itMeasuresBothTransportsBesideAPlainCopyAndCleansUp() throws Exception {
    Process process = bench("bench", "--mib", "3", "--json");
    assertThat(process.waitFor()).as(Files.readString(disk.resolve("err"))).isZero();
    List<Json> figures = Files.readAllLines(disk.resolve("out")).stream().map(Json::read).toList();
    assertThat(figures)
        .extracting(figure -> figure.at("what").text())
        .containsExactly("plain copy", "publish", "download over TCP", "download over QUIC");
    assertThat(figures)
        .allSatisfy(
            figure -> {
              assertThat(figure.at("bytes").number()).isEqualTo(3 << 20);
              assertThat(figure.at("bytesPerSecond").number()).isPositive();
            });
    nothingIsLeft();
  }

  private boolean hasBegun() throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(disk, "scp2p-bench-*")) {
      Iterator<Path> folder = folders.iterator();
      return folder.hasNext() && Files.exists(folder.next().resolve("film.bin"));
    }
  }

  @Test
  void whoStopsItFindsNothingLeft() throws Exception {
    Process process = bench("bench", "--mib", "2000");
    while (!hasBegun()) {
      assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
    }
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(ExitCode.TERMINATED.number());
    nothingIsLeft();
  }
}
