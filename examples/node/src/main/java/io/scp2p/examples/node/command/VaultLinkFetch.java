package io.scp2p.examples.node.command;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.transfer.TransferId;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.vault.VaultLink;
import io.scp2p.examples.node.daemon.client.DaemonException;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's vault file, read through the daemon by its link and written here. What has arrived
 * stands beside the target under a name of its own until it is whole; broken off, it is removed.
 */
final class VaultLinkFetch {
  private static final int BLOCK = 64 << 10;
  private static final double NANOS = 1e9;

  private final HomeDaemon daemon;
  private final Output out;
  private final VaultLink link;
  private final Path target;
  private final Path arriving;

  VaultLinkFetch(HomeDaemon daemon, Output out, VaultLink link, @Nullable Path target) {
    this.daemon = daemon;
    this.out = out;
    this.link = link;
    this.target = target == null ? Path.of(link.file().hex()) : target;
    Path whole = this.target.toAbsolutePath().normalize();
    this.arriving = whole.resolveSibling("." + whole.getFileName() + "." + UUID.randomUUID());
  }

  ExitCode run() {
    if (Files.exists(target)) {
      throw targetExists();
    }
    String text = link.reveal(SecretAccess.iWillProtectTheExportedSecret());
    Json opened = daemon.post("/vault/links", Map.of("link", text));
    AtExit atExit = AtExit.run("leave-link", this::leave);
    try {
      fetch(opened.at("contentUrl").text(), opened.at("sizeBytes").number());
      Files.move(arriving, target);
    } catch (FileAlreadyExistsException e) {
      throw targetExists();
    } catch (IOException e) {
      throw CommandFailure.of(
          CommandCode.NOT_FETCHED,
          "The file could not be brought here: " + e.getMessage() + ".",
          "Look whether there is room and 'scp2p peers' shows somebody, and try again.");
    } finally {
      atExit.cancel();
      remove();
      close(opened.at("id").text());
    }
    Json answer =
        Json.of(
            Map.of(
                "file", link.file().hex(),
                "sizeBytes", opened.at("sizeBytes").number(),
                "target", target.toString()));
    out.answer(answer, () -> out.line("got %s", target.toString()));
    return ExitCode.OK;
  }

  private void fetch(String address, long size) throws IOException {
    ProgressBar bar = ProgressBar.onTerminal("fetching");
    TransferId id = new TransferId(UUID.randomUUID());
    long begun = System.nanoTime();
    long done = 0;
    try (InputStream in = daemon.open(address);
        OutputStream file = Files.newOutputStream(arriving, StandardOpenOption.CREATE_NEW)) {
      byte[] block = new byte[BLOCK];
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        file.write(block, 0, count);
        done += count;
        if (!out.isJson()) {
          bar.show(progress(id, done, size, (System.nanoTime() - begun) / NANOS));
        }
      }
    } finally {
      bar.finish();
    }
    if (done != size) {
      throw new IOException("only " + done + " of " + size + " bytes came");
    }
  }

  private static TransferProgress progress(TransferId id, long done, long size, double seconds) {
    long rate = (long) (done / Math.max(seconds, 1e-3));
    Duration left = rate == 0 ? null : Duration.ofSeconds((size - done) / rate);
    return new TransferProgress(id, done, size, rate, left, List.of());
  }

  private Scp2pException targetExists() {
    return new Scp2pException(
        ErrorCode.TARGET_EXISTS,
        "There is something already.",
        Map.of("target", Objects.toString(target)));
  }

  /** While the process ends; what is printed here is the last that is seen. */
  private void leave() {
    remove();
    System.err.println("left; start the same command again");
  }

  private void remove() {
    try {
      Files.deleteIfExists(arriving);
    } catch (IOException e) {
      System.err.println("could not remove " + arriving + ": " + e.getMessage());
    }
  }

  private void close(String id) {
    try {
      daemon.delete("/vault/links/" + id);
    } catch (DaemonException gone) {
      // It forgets links by itself.
      return;
    }
  }
}
