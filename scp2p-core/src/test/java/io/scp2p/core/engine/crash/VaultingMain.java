package io.scp2p.core.engine.crash;

import static io.scp2p.core.engine.crash.Child.await;
import static io.scp2p.core.engine.crash.Child.done;
import static io.scp2p.core.engine.crash.Child.say;

import io.scp2p.api.id.FileId;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultTransfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Puts files into the vault, repairs and deletes some, for ever. Arguments: home, folder for files,
 * seed, whether only to end what was begun, addresses of holders.
 */
final class VaultingMain {
  /** More than two runs of the usual code. */
  private static final int MAX_BYTES = 5_000_000;

  private static final int MAX_FILES = 6;

  private final VaultChild child;
  private final Path files;
  private final Random random;

  private VaultingMain(VaultChild child, Path files, long seed) {
    this.child = child;
    this.files = files;
    this.random = new Random(seed);
  }

  public static void main(String... arguments) throws IOException {
    long start = System.nanoTime();
    try (VaultChild child = VaultChild.owner(Path.of(arguments[0]))) {
      say("OPEN", Duration.ofNanos(System.nanoTime() - start).toMillis());
      VaultingMain main =
          new VaultingMain(child, Path.of(arguments[1]), Long.parseLong(arguments[2]));
      main.list().forEach(file -> say("HAS", file.id(), file.name()));
      say("READY");
      child.connect(List.of(arguments).subList(4, arguments.length));
      if (Boolean.parseBoolean(arguments[3])) {
        main.end();
      } else {
        while (true) {
          main.next();
        }
      }
    }
    say("CLOSED");
  }

  private List<VaultFile> list() {
    return await(child.node.vault().list().collectList());
  }

  private void next() throws IOException {
    List<VaultFile> there = list();
    int luck = random.nextInt(10);
    if (there.size() < 2 || (luck < 2 && there.size() < MAX_FILES)) {
      put();
      return;
    }
    FileId one = there.get(random.nextInt(there.size())).id();
    if (luck < 9) {
      say("REPAIRING", one);
      VaultTransfer repair = child.node.vault().repair(one);
      watch(repair);
      repair.result().onErrorComplete().block();
      say("REPAIRED", one);
    } else {
      say("DELETING", one);
      done(child.node.vault().delete(one));
      say("DELETED", one);
    }
  }

  /** What a file of this name has in it. */
  static byte[] content(String name) {
    int bytes = Integer.parseInt(name.replaceAll(".*-", ""));
    byte[] content = new byte[bytes];
    new Random(name.hashCode()).nextBytes(content);
    return content;
  }

  private void put() throws IOException {
    String name = Math.abs(random.nextInt()) + "-" + random.nextInt(MAX_BYTES);
    Path source = Files.write(files.resolve(name), content(name));
    say("PUTTING", name);
    VaultTransfer put = child.node.vault().put(VaultPutPlan.file(source).build());
    watch(put);
    VaultFile stored = put.result().onErrorComplete().block();
    if (stored != null) {
      say("PUT", stored.id(), name);
    } else {
      say("REFUSED", name);
    }
  }

  private static void watch(VaultTransfer transfer) {
    transfer
        .progress()
        .subscribe(now -> say("BYTES", now.bytesDone(), now.bytesTotal()), failure -> {});
  }

  /** Says how many shards there should be until told that there are; then reads everything. */
  private void end() throws IOException {
    Path stop = files.resolve("stop");
    while (!Files.exists(stop)) {
      int shards = 0;
      for (VaultFile each : list()) {
        shards += await(child.node.vault().placement(each.id()).collectList()).size();
      }
      say("SHARDS", shards);
      for (int i = 0; i < 400 && !Files.exists(stop); i++) {
        ChildProcess.breathe();
      }
    }
    for (VaultFile each : new ArrayList<>(list())) {
      Path target = files.resolve("got-" + each.name());
      await(child.node.vault().get(each.id(), target).result());
      boolean same = java.util.Arrays.equals(Files.readAllBytes(target), content(each.name()));
      say(same ? "RIGHT" : "WRONG", each.id(), each.name());
    }
  }
}
