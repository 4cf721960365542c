package io.scp2p.core.engine.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FileId;
import io.scp2p.api.transfer.TransferState;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultTransfer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may say to a transfer of the vault before it has begun. */
class VaultStagesNodesTest {
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

  private static VaultTransfer started(Scp2pNode owner, Path source) {
    return owner.vault().put(VaultPutPlan.file(source).build());
  }

  private static List<String> names(Scp2pNode owner) {
    return owner.vault().list().map(VaultFile::name).collectList().block(VaultFleet.PATIENCE);
  }

  @Test
  void aPutThatIsPausedBeforeItHasBegunRestsUntilItIsResumed() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    VaultTransfer resting = started(owner, fleet.file("resting.bin", 30_000));
    resting.pause().block(VaultFleet.PATIENCE);
    assertThat(resting.state()).isEqualTo(TransferState.PAUSED);

    // Begun later, and there: the other one would be there, too, if it did not rest.
    VaultFleet.put(owner, fleet.file("other.bin", 30_000));
    assertThat(resting.state()).isEqualTo(TransferState.PAUSED);
    assertThat(names(owner)).containsExactly("other.bin");
    assertThat(fleet.shards("b")).hasSize(2);

    resting.resume().block(VaultFleet.PATIENCE);
    assertThat(resting.result().block(VaultFleet.PATIENCE).name()).isEqualTo("resting.bin");
    assertThat(names(owner)).containsExactly("other.bin", "resting.bin");
  }

  @Test
  void aPauseThatFollowsAResumptionAtOnceIsAPause() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    VaultTransfer resting = started(owner, fleet.file("resting.bin", 30_000));
    resting.pause().block(VaultFleet.PATIENCE);
    VaultFleet.put(owner, fleet.file("first.bin", 30_000));
    resting.resume().subscribe();
    resting.pause().block(VaultFleet.PATIENCE);

    VaultFleet.put(owner, fleet.file("second.bin", 30_000));
    assertThat(resting.state()).isEqualTo(TransferState.PAUSED);
    assertThat(names(owner)).containsExactly("first.bin", "second.bin");

    resting.resume().block(VaultFleet.PATIENCE);
    assertThat(resting.result().block(VaultFleet.PATIENCE).name()).isEqualTo("resting.bin");
  }

  @Test
  void aGetThatIsPausedBeforeItHasBegunRestsUntilItIsResumed() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    VaultFile stored = VaultFleet.put(owner, fleet.file("film.bin", 30_000));
    Path target = fleet.path("resting.bin");
    VaultTransfer resting = owner.vault().get(stored.id(), target);
    resting.pause().block(VaultFleet.PATIENCE);
    fleet.get(owner, stored.id(), "other.bin");
    assertThat(resting.state()).isEqualTo(TransferState.PAUSED);
    assertThat(target).doesNotExist();

    resting.resume().block(VaultFleet.PATIENCE);
    assertThat(resting.result().block(VaultFleet.PATIENCE)).isNotNull();
    assertThat(target).hasSameBinaryContentAs(fleet.path("film.bin"));
  }

  @Test
  void aPutThatIsCancelledBeforeItHasBegunDoesNotComeBackWithTheNextStart() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    VaultTransfer unwanted = started(owner, fleet.file("unwanted.bin", 30_000));
    unwanted.cancel().block(VaultFleet.PATIENCE);
    assertThat(unwanted.state()).isEqualTo(TransferState.CANCELLED);
    VaultFleet.put(owner, fleet.file("first.bin", 30_000)); // It was noted meanwhile, if ever.

    fleet.stop("a");
    Scp2pNode again = fleet.start("a", vault -> vault);
    for (String holder : List.of("b", "c", "d")) {
      fleet.connect("a", holder);
    }
    // What was under way goes on as soon as its holders are there: before this one begins.
    VaultFleet.put(again, fleet.file("second.bin", 30_000));
    assertThat(names(again)).containsExactly("first.bin", "second.bin");
    assertThat(fleet.shards("b")).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aNameThatCannotBeWrittenDownIsRefusedBeforeAByteIsSent(int kind) throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    Path source = fleet.file("source.bin", 30_000);
    String name = kind == 0 ? "n".repeat(1_025) : "half a letter: \ud83d";
    VaultTransfer put = owner.vault().put(VaultPutPlan.file(source).name(name).build());
    assertThatThrownBy(() -> put.result().block(VaultFleet.PATIENCE))
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    assertThat(fleet.shards("b")).isEmpty();
    assertThat(Files.exists(source)).isTrue();
  }

  @Test
  void aTargetThatIsThereIsRefusedBeforeAnybodyIsAsked() throws Exception {
    Scp2pNode owner = fleet.ownerAndThreeHolders(vault -> vault);
    VaultFile stored = VaultFleet.put(owner, fleet.file("film.bin", 30_000));
    for (String holder : List.of("b", "c", "d")) {
      fleet.stop(holder);
    }
    Path target = Files.writeString(fleet.path("there.bin"), "another");
    assertThatThrownBy(
            () -> owner.vault().get(stored.id(), target).result().block(VaultFleet.PATIENCE))
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_EXISTS));
    assertThat(target).hasContent("another");
  }

  @Test
  void aNodeThatIsClosedRefusesTransfersAtOnce() throws Exception {
    Scp2pNode owner = fleet.start("a", 0);
    VaultPutPlan plan = VaultPutPlan.file(fleet.file("source.bin", 30_000)).build();
    FileId file = FileId.of(new byte[FileId.LENGTH]);
    fleet.stop("a");
    List<Supplier<VaultTransfer>> calls =
        List.of(
            () -> owner.vault().put(plan),
            () -> owner.vault().get(file, fleet.path("target")),
            () -> owner.vault().repair(file),
            () -> owner.vault().revokeLinks(file));
    for (Supplier<VaultTransfer> call : calls) {
      assertThatThrownBy(() -> call.get().result().block(Duration.ofSeconds(20)))
          .isInstanceOfSatisfying(
              Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_CLOSED));
    }
  }
}
