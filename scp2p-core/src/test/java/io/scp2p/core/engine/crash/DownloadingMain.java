package io.scp2p.core.engine.crash;

import static io.scp2p.core.engine.crash.Child.await;
import static io.scp2p.core.engine.crash.Child.done;
import static io.scp2p.core.engine.crash.Child.say;

import io.scp2p.api.ShareLink;
import io.scp2p.api.transfer.Download;
import io.scp2p.api.transfer.DownloadPlan;
import io.scp2p.api.transfer.TransferProgress;
import io.scp2p.api.transfer.TransferState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Downloads one share after another for ever, into a new folder each time; pauses some, cancels
 * some. Arguments: home, folder for targets, seed, whether only to end what was begun, links.
 */
final class DownloadingMain {
  private final Child child;
  private final Path targets;
  private final Random random;
  private final List<ShareLink> links = new ArrayList<>();

  /** Paused; some of them until after the next kill. */
  private final List<Download> resting = new ArrayList<>();

  private DownloadingMain(Child child, String... arguments) {
    this.child = child;
    this.targets = Path.of(arguments[1]);
    this.random = new Random(Long.parseLong(arguments[2]));
    for (int i = 4; i < arguments.length; i++) {
      links.add(ShareLink.parse(arguments[i]));
    }
  }

  public static void main(String... arguments) {
    try (Child child = new Child(Path.of(arguments[0]))) {
      new DownloadingMain(child, arguments).run(Boolean.parseBoolean(arguments[3]));
    }
  }

  private void run(boolean onlyEnd) {
    List<Download> left = new ArrayList<>();
    for (Download each : await(child.node.downloads().list().collectList())) {
      TransferProgress progress = each.progress().blockFirst();
      long bytes = progress == null ? 0 : progress.bytesDone();
      say("AT", each.id(), each.state(), bytes, each.plan().target().getFileName());
      if (!each.state().isTerminal()) {
        left.add(each);
      }
    }
    say("READY");
    for (ShareLink link : links) {
      if (child.node.subscriptions().get(link.shareId()).onErrorComplete().block() == null) {
        child.follow(link, 1);
      }
      await(child.node.subscriptions().sync(link.shareId()));
    }
    left.forEach(this::watch);
    for (Download each : left) {
      if (each.state() == TransferState.PAUSED) {
        resting.add(each);
      }
    }
    left.removeAll(resting);
    while (onlyEnd && !resting.isEmpty()) {
      left.add(resumed());
    }
    for (Download each : left) {
      end(each);
    }
    while (!onlyEnd) {
      next();
    }
  }

  private Download resumed() {
    Download download = resting.remove(0);
    say("RESUMING", download.id());
    done(download.resume());
    return download;
  }

  private void watch(Download download) {
    download
        .progress()
        .subscribe(
            now -> say("BYTES", download.id(), now.bytesDone(), now.bytesTotal()),
            failure -> say("BROKEN", download.id(), failure));
  }

  private void next() {
    if (resting.size() > 2) {
      end(resumed());
      return;
    }
    ShareLink link = links.get(random.nextInt(links.size()));
    Path target = targets.resolve(links.indexOf(link) + "-" + Math.abs(random.nextInt()));
    Download download =
        child.node.downloads().start(DownloadPlan.share(link.shareId()).into(target));
    say("STARTED", download.id(), target.getFileName());
    watch(download);
    int luck = random.nextInt(10);
    if (luck < 3) {
      awaitPart(download);
      say("PAUSING", download.id());
      done(download.pause().onErrorComplete());
      if (download.state() == TransferState.PAUSED) {
        say("PAUSED", download.id());
        resting.add(download);
        return;
      }
    } else if (luck == 3) {
      awaitPart(download);
      say("CANCELLING", download.id());
      done(download.cancel());
      say(download.state(), download.id(), target.getFileName());
      return;
    }
    end(download);
  }

  private void awaitPart(Download download) {
    double part = random.nextDouble();
    download.progress().filter(now -> now.fraction() >= part).next().block();
  }

  private static void end(Download download) {
    await(download.result());
    say("COMPLETED", download.id(), download.plan().target().getFileName());
  }
}
