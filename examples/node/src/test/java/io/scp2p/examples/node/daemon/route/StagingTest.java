package io.scp2p.examples.node.daemon.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ShareId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
  @TempDir Path home;

  @Test
  void whoLooksWhileUploadsAreRemovedSeesEachOfThemWholeOrNot() throws Exception {
    Staging staging = new Staging(home);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String id = staging.create().id();
      for (int file = 0; file < 10; file++) {
        Files.writeString(staging.target(id, "folder/" + file), "x");
      }
      ids.add(id);
    }
    ExecutorService remover = Executors.newSingleThreadExecutor();
    try {
      Future<?> removed = remover.submit(() -> ids.forEach(staging::remove));
      while (!removed.isDone()) {
        assertThat(staging.list()).allMatch(area -> area.files() == 10);
      }
      removed.get();
    } finally {
      remover.shutdownNow();
    }
    assertThat(staging.list()).isEmpty();
    assertThat(home.resolve("staging")).isEmptyDirectory();
  }

  @Test
  void whatWasBeingRemovedWhenTheProcessEndedIsRemovedAtTheNextStart() throws Exception {
    Staging staging = new Staging(home);
    String kept = staging.create().id();
    Path half = home.resolve("staging/gone-half/files");
    Files.createDirectories(half);
    Files.writeString(half.resolve("a"), "x");
    assertThat(staging.list()).extracting(Staging.Area::id).containsExactly(kept);
    staging.tidy();
    assertThat(half.getParent()).doesNotExist();
    assertThat(staging.list()).extracting(Staging.Area::id).containsExactly(kept);
  }

  @Test
  void nothingIsKeptOfUploadsThatAreGone() {
    Staging staging = new Staging(home);
    ShareId share = ShareId.parse("ab".repeat(32));
    String withdrawn = staging.create().id();
    String removed = staging.create().id();
    staging.target(withdrawn, "a");
    staging.target(removed, "a");
    staging.use(withdrawn, share);
    assertThat(staging.counted()).isEqualTo(2);

    staging.withdrawn(share);
    staging.remove(removed);

    assertThat(staging.counted()).isZero();
  }
}
