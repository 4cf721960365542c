package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.contract.Waiter;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.share.Share;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.api.transfer.ContentRef;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.transfer.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others fetch from a node, as its host sees and controls it. */
class UploadsIT {
  private static final int BYTES = 12 << 20;

  @TempDir Path root;
  private Fleet fleet;
  private Scp2pNode publisher;
  private Scp2pNode reader;
  private Share share;

  @BeforeEach
  void publish() throws IOException {
    fleet = new Fleet(root, TransportKind.TCP);
    Path folder = Files.createDirectories(fleet.folder("film"));
    byte[] content = new byte[BYTES];
    new Random(5).nextBytes(content);
    Files.write(folder.resolve("film.bin"), content);
    Files.writeString(folder.resolve("small.txt"), "a content of one chunk");
    publisher =
        fleet.start(
            "publisher",
            config -> config.transfer(transfer -> transfer.maxUploadBytesPerSecond(2L << 20)));
    share = Fleet.publish(publisher, folder);
    reader =
        fleet.start(
            "reader",
            config -> config.transfer(transfer -> transfer.stallTimeout(Duration.ofSeconds(5))));
    Fleet.follow(reader, share.shareLink());
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private Download download() {
    return reader.downloads().start(DownloadPlan.share(share.id()).into(fleet.folder("into")));
  }

  private static void await(BooleanSupplier condition) {
    assertThat(Waiter.realTime().await(condition, Fleet.PATIENCE)).isTrue();
  }

  private List<Upload> uploads() {
    return Fleet.get(publisher.shares().uploads().collectList());
  }

  private Upload upload() {
    await(() -> !uploads().isEmpty());
    return uploads().get(0);
  }

  @Test
  void anUploadSaysWhoFetchesWhatAndHowFarItIs() {
    Download download = download();
    Upload upload = upload();

    assertThat(upload.peer()).isEqualTo(reader.identity().self().id());
    assertThat(upload.state()).isEqualTo(TransferState.TRANSFERRING);
    Fleet.get(download.result());
    await(() -> Fleet.get(upload.progress().next()).bytesDone() == BYTES);
    assertThat(uploads()).as("the small file makes none").hasSize(1);
  }

  @Test
  void aHeldUploadStandsStillAndGoesOn() {
    Download download = download();
    Upload upload = upload();
    upload.pause().block(Fleet.PATIENCE);

    assertThat(upload.state()).isEqualTo(TransferState.PAUSED);
    assertThat(download.state().isTerminal()).isFalse();
    upload.resume().block(Fleet.PATIENCE);
    Fleet.get(download.result());
    await(() -> Fleet.get(upload.progress().next()).bytesDone() == BYTES);
  }

  @Test
  void aCancelledUploadIsNotTakenUpAgain() {
    Download download = download();
    Upload upload = upload();
    upload.cancel().block(Fleet.PATIENCE);

    assertThat(upload.state()).isEqualTo(TransferState.CANCELLED);
    assertThat(uploads()).isEmpty();
    download.cancel().block(Fleet.PATIENCE);
    RemoteContent again = Fleet.get(reader.open(new ContentRef(share.id(), upload.content())));
    assertThatThrownBy(() -> again.channel().read(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class)
        .hasRootCauseInstanceOf(Scp2pException.class);
    assertThat(uploads()).isEmpty();
  }
}
