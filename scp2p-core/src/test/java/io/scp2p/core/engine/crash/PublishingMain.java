package io.scp2p.core.engine.crash;

import static io.scp2p.core.engine.crash.Child.await;
import static io.scp2p.core.engine.crash.Child.done;
import static io.scp2p.core.engine.crash.Child.say;

import io.scp2p.api.ShareLink;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.share.Share;
import io.scp2p.api.share.ShareItem;
import io.scp2p.api.share.SharePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Publishes, updates, withdraws, follows and no longer follows for ever. Arguments: home, folder
 * for files to publish, seed, whether only to look, links.
 */
final class PublishingMain {
  /** Shares at a time; beyond, the oldest is withdrawn. */
  private static final int MAX_SHARES = 12;

  private final Child child;
  private final Path folder;
  private final Random random;
  private final List<ShareLink> links = new ArrayList<>();
  private final List<ShareId> own = new ArrayList<>();

  private PublishingMain(Child child, String... arguments) {
    this.child = child;
    this.folder = Path.of(arguments[1]);
    this.random = new Random(Long.parseLong(arguments[2]));
    for (int i = 4; i < arguments.length; i++) {
      links.add(ShareLink.parse(arguments[i]));
    }
  }

  public static void main(String... arguments) throws IOException {
    try (Child child = new Child(Path.of(arguments[0]))) {
      new PublishingMain(child, arguments).run(Boolean.parseBoolean(arguments[3]));
    }
  }

  private void run(boolean onlyLook) throws IOException {
    for (Share share : await(child.node.shares().list().collectList())) {
      own.add(share.id());
      say("IS-SHARE", share.id(), share.sequence(), share.itemCount(), share.title());
    }
    say("READY");
    for (ShareId id : List.copyOf(own)) {
      List<ShareItem> items = await(child.node.shares().items(id).collectList());
      say("HAS-ITEMS", id, items.size());
    }
    while (!onlyLook) {
      int luck = random.nextInt(10);
      if (luck < 3 || own.isEmpty()) {
        publish();
      } else if (luck < 6) {
        update(own.get(random.nextInt(own.size())));
      } else if (luck < 9) {
        child.follow(links.get(random.nextInt(links.size())), random.nextInt(100));
      } else {
        unfollow(links.get(random.nextInt(links.size())).shareId());
      }
      if (own.size() > MAX_SHARES) {
        ShareId oldest = own.remove(0);
        say("UNPUBLISHING", oldest);
        done(child.node.shares().unpublish(oldest));
        say("UNPUBLISHED", oldest);
      }
    }
  }

  private void publish() throws IOException {
    Share share;
    if (random.nextBoolean()) {
      share =
          await(child.node.shares().publish(SharePlan.text("t", "" + random.nextInt()).build()));
    } else {
      Path files = folder.resolve("s" + Math.abs(random.nextInt()));
      addFile(files);
      addFile(files);
      share = await(child.node.shares().publish(SharePlan.folder(files).build()));
    }
    own.add(share.id());
    say("PUBLISHED", share.id(), share.sequence(), share.itemCount());
  }

  private void update(ShareId id) throws IOException {
    say("UPDATING", id);
    Path files = folder.resolve("u" + id);
    addFile(files);
    Share share = await(child.node.shares().publish(SharePlan.folder(files).updating(id).build()));
    say("PUBLISHED", share.id(), share.sequence(), share.itemCount());
  }

  private void addFile(Path files) throws IOException {
    byte[] content = new byte[random.nextInt(random.nextInt(10) == 0 ? 3_000_000 : 20_000)];
    random.nextBytes(content);
    Files.createDirectories(files);
    Files.write(files.resolve("f" + Math.abs(random.nextInt())), content);
  }

  private void unfollow(ShareId id) {
    say("UNFOLLOWING", id);
    done(child.node.subscriptions().unfollow(id));
    say("UNFOLLOWED", id);
  }
}
