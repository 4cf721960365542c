package io.scp2p.examples.node.daemon.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.Scp2pException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingRoutesTest {
  @TempDir private Path folder;

  @Test
  void anUploadThatCannotBeFinishedLeavesNothingBehindAndCanBeSentAgain() throws Exception {
    Path target = folder.resolve("a.txt");
    FileChannel channel = StagingRoutes.open(target);
    Files.createDirectory(target);

    assertThatThrownBy(() -> StagingRoutes.finish(channel, target))
        .isInstanceOf(Scp2pException.class);

    assertThat(channel.isOpen()).isFalse();
    Files.delete(target);
    assertThat(folder).isEmptyDirectory();
    assertThat(StagingRoutes.finish(StagingRoutes.open(target), target)).exists();
  }

  @Test
  void anUploadThatTheDiskBreaksOffLeavesNoOpenFile() throws Exception {
    Path target = folder.resolve("a.txt");
    FileChannel channel = StagingRoutes.open(target);
    channel.close();

    assertThatThrownBy(() -> StagingRoutes.finish(channel, target))
        .isInstanceOf(Scp2pException.class);

    assertThat(folder).isEmptyDirectory();
  }
}
