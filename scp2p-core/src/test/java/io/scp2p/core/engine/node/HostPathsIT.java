package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.SharePlan;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.vault.Vault;
import io.scp2p.api.vault.VaultPutPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths into an archive: what is kept of them is their text, which names another file. */
class HostPathsIT {
  @TempDir Path folder;
  private FileSystem archive;
  private Fleet fleet;

  @BeforeEach
  void begin() throws IOException {
    URI file = URI.create("jar:" + folder.resolve("archive.zip").toUri());
    archive = FileSystems.newFileSystem(file, Map.of("create", "true"));
    fleet = new Fleet(folder);
  }

  @AfterEach
  void close() throws IOException {
    fleet.close();
    archive.close();
  }

  @Test
  void whatIsInAnArchiveIsNeitherPublishedNorDownloadedTo() throws IOException {
    Path inside = Files.createDirectory(archive.getPath("/inside"));
    Path file = Files.writeString(inside.resolve("file.txt"), "some");
    Scp2pNode node = fleet.start("node");
    for (SharePlan.Builder plan :
        List.of(SharePlan.folder(inside), SharePlan.files(List.of(file)))) {
      assertThat(Fleet.failure(node.shares().publish(plan.build())))
          .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
    Share share = Fleet.publish(node, SharePlan.text("text.txt", "some").build());
    assertThat(
            Fleet.failure(
                node.downloads().start(DownloadPlan.share(share.id()).into(inside)).result()))
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }

  @Test
  void theVaultTakesNothingFromAnArchiveAndPutsNothingThere() throws IOException {
    Path file = Files.writeString(archive.getPath("/file.txt"), "some");
    Vault vault = fleet.start("node").vault();
    FileId any = FileId.of(new byte[FileId.LENGTH]);
    for (Runnable asked :
        List.<Runnable>of(
            () -> vault.put(VaultPutPlan.file(file).build()), () -> vault.get(any, file))) {
      assertThatThrownBy(asked::run)
          .isInstanceOfSatisfying(
              Scp2pException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
  }

  @Test
  void noNodeLivesInAnArchive() {
    assertThatThrownBy(() -> Scp2pNode.builder().home(archive.getPath("/home")).start())
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }
}
