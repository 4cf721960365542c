package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.transfer.RemoteContent;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading in place, by the owner and by whoever was given a link. */
class VaultReadNodesTest {
  private static final SecretAccess TOKEN = SecretAccess.iWillProtectTheExportedSecret();

  @TempDir Path disk;
  private VaultFleet fleet;

  @BeforeEach
  void begin() {
    fleet = new VaultFleet(disk);
  }

  @AfterEach
  void closeAll() {
    fleet.close();
  }

  private static byte[] read(SeekableByteChannel channel, long at, int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count);
    channel.position(at);
    while (target.hasRemaining() && channel.read(target) >= 0) {
      // As long as there is something.
    }
    return Arrays.copyOf(target.array(), target.position());
  }

  @Test
  void rangesAreReadInPlaceAndALinkLetsOthersDoSoUntilItIsRevoked() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    // More than two runs of four pieces of 64 KiB each, eight at a time.
    Path source = fleet.file("film.bin", 5_000_003);
    byte[] content = Files.readAllBytes(source);
    VaultFile stored = VaultFleet.put(owner, source);
    SplittableRandom random = new SplittableRandom(3);
    try (RemoteContent open = owner.vault().open(stored.id()).block(VaultFleet.PATIENCE);
        SeekableByteChannel channel = open.channel()) {
      assertThat(channel.size()).isEqualTo(content.length);
      fleet.stop("c");
      for (int i = 0; i < 20; i++) {
        int at = random.nextInt(content.length);
        int count = random.nextInt(300_000);
        byte[] expected = Arrays.copyOfRange(content, at, Math.min(content.length, at + count));
        assertThat(read(channel, at, count)).isEqualTo(expected);
      }
      assertThat(read(channel, content.length, 1)).isEmpty();
      assertThat(open.inputStream().readAllBytes()).isEqualTo(content);
      List<ByteBuffer> range =
          open.bytes(4_000_000, 500_000).collectList().block(VaultFleet.PATIENCE);
      assertThat(range.stream().mapToInt(ByteBuffer::remaining).sum()).isEqualTo(500_000);
      assertThat(range.get(0).get(0)).isEqualTo(content[4_000_000]);
    }

    VaultLink link = owner.vault().share(stored.id()).block(VaultFleet.PATIENCE);
    assertThat(link.toString()).doesNotContain("#");
    Scp2pNode friend = fleet.start("f", 0);
    fleet.connect("f", "b");
    fleet.connect("f", "d");
    VaultLink received = VaultLink.parse(link.reveal(TOKEN));
    try (RemoteContent open = friend.vault().open(received).block(VaultFleet.PATIENCE)) {
      assertThat(open.inputStream().readAllBytes()).isEqualTo(content);
    }
    assertThat(friend.vault().list().collectList().block(VaultFleet.PATIENCE)).isEmpty();

    VaultFile anew = owner.vault().revokeLinks(stored.id()).result().block(VaultFleet.PATIENCE);
    assertThat(anew.id()).isNotEqualTo(stored.id());
    assertThat(anew.name()).isEqualTo("film.bin");
    assertThat(owner.vault().list().collectList().block(VaultFleet.PATIENCE)).hasSize(1);
    assertThat(fleet.get(owner, anew.id(), "anew.bin")).isEqualTo(content);
    VaultFleet.waitFor("b and d have deleted the old shards", () -> count("b") + count("d") == 6);
    try (RemoteContent open = friend.vault().open(received).block(VaultFleet.PATIENCE)) {
      assertThatThrownBy(() -> open.inputStream().readAllBytes())
          .isInstanceOf(IOException.class)
          .hasCauseInstanceOf(Scp2pException.class)
          .satisfies(
              e ->
                  assertThat(((Scp2pException) e.getCause()).code())
                      .isEqualTo(ErrorCode.LINK_REVOKED));
    }
  }

  @Test
  void aHolderWhoIsGivenTheLinkReadsItsOwnShardsToo() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    fleet.connect("b", "c");
    Path source = fleet.file("photo.bin", 300_000);
    VaultFile stored = VaultFleet.put(owner, source);
    VaultLink link = owner.vault().share(stored.id()).block(VaultFleet.PATIENCE);
    fleet.stop("d");
    // Two of the four that are needed are b's own.
    VaultLink received = VaultLink.parse(link.reveal(TOKEN));
    try (RemoteContent open = fleet.node("b").vault().open(received).block(VaultFleet.PATIENCE)) {
      assertThat(open.inputStream().readAllBytes()).isEqualTo(Files.readAllBytes(source));
    }
  }

  private int count(String name) {
    try {
      return fleet.shards(name).size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Tag("heavy")
  void aRebalanceMovesShardsToWhoCameLater() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    Path source = fleet.file("x.bin", 700_000);
    VaultFile stored = VaultFleet.put(owner, source);
    for (String name : List.of("e", "f", "g")) {
      fleet.holder(name);
    }
    assertThat(owner.vault().rebalance().block(VaultFleet.PATIENCE)).isEqualTo(3);
    assertThat(owner.vault().rebalance().block(VaultFleet.PATIENCE)).isZero();
    for (String name : List.of("b", "c", "d", "e", "f", "g")) {
      VaultFleet.waitFor("one shard at each", () -> count(name) == 1);
    }
    fleet.stop("b");
    fleet.stop("e");
    assertThat(fleet.get(owner, stored.id(), "again.bin")).isEqualTo(Files.readAllBytes(source));
  }
}
