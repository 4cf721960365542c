package io.scp2p.examples.node.daemon;

import static io.scp2p.examples.node.daemon.DaemonFleet.connect;
import static io.scp2p.examples.node.daemon.DaemonFleet.done;
import static io.scp2p.examples.node.daemon.DaemonFleet.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scp2p.examples.node.daemon.client.DaemonException;
import io.scp2p.examples.node.daemon.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault over HTTP: an owner and three holders, all of them real. */
class DaemonVaultTest {
  private static final long SPACE = 64 << 20;

  @TempDir private Path disk;
  private final List<DaemonFleet.One> holders = new ArrayList<>();
  private DaemonFleet fleet;

  @BeforeEach
  void open() {
    fleet = new DaemonFleet(disk);
  }

  @AfterEach
  void close() throws IOException {
    fleet.close();
  }

  @Test
  void aFileGoesInIsLookedAtCaredForReadAndBroughtBack() throws IOException {
    DaemonFleet.One owner = fleet.start("owner");
    for (String name : List.of("b", "c", "d")) {
      DaemonFleet.One holder = fleet.start(name);
      holders.add(holder);
      assertThat(
              holder
                  .client()
                  .put("/vault/offer", Map.of("quotaBytes", SPACE))
                  .at("offeredBytes")
                  .number())
          .isEqualTo(SPACE);
      connect(owner, holder);
    }
    byte[] secret = new byte[300_000];
    new Random(3).nextBytes(secret);
    Path file = Files.write(disk.resolve("secret.bin"), secret);

    String staging = owner.client().post("/staging", Map.of()).at("id").text();
    Raw.put(owner, "/api/v1/staging/" + staging + "/files/secret.bin", secret);
    Json put =
        done(
            owner,
            owner
                .client()
                .post(
                    "/vault/files",
                    Map.of(
                        "source", Map.of("staging", staging),
                        "coding", Map.of("dataShards", 4, "parityShards", 2),
                        "targetNines", 0)));
    assertThat(put.at("vault", "direction").text()).isEqualTo("PUT");
    Json stored = put.at("result");
    String path = "/vault/files/" + stored.at("id").text();
    DaemonFleet.waitFor("the upload is gone", () -> owner.client().all("/staging").isEmpty());

    Json info = owner.client().get(path);
    assertThat(info.at("shards").elements()).hasSize(6);
    assertThat(info.at("shards").elements()).extracting(s -> s.at("holder").text()).isNotEmpty();
    assertThat(owner.client().all("/vault/holders")).hasSize(3);
    assertThat(owner.client().get("/vault").at("files").number()).isEqualTo(1);
    assertThat(owner.client().post(path + "/verify", Map.of()).at("name").text())
        .isEqualTo("secret.bin");
    assertThat(done(owner, owner.client().post(path + "/repair", Map.of())).at("kind").text())
        .isEqualTo("VAULT");
    assertThat(owner.client().post("/vault/rebalance", Map.of()).at("moved").isNull()).isFalse();

    Raw.Answer part = Raw.get(owner, "/api/v1" + path + "/content", "Range: bytes=1000-1999");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(secret, 1000, 2000));

    done(owner, owner.client().post(path + "/get", Map.of("target", "back.bin")));
    assertThat(owner.home().resolve("downloads/back.bin")).hasBinaryContent(secret);
    linksAndRecovery(owner, path, secret);

    // Encrypted anew, it is another file.
    String anew = owner.client().all("/vault/files").get(0).at("id").text();
    owner.client().delete("/vault/files/" + anew);
    assertThat(owner.client().all("/vault/files")).isEmpty();
  }

  private long heldShards() {
    return holders.stream()
        .flatMap(holder -> holder.client().all("/vault/held").stream())
        .mapToLong(held -> held.at("shards").number())
        .sum();
  }

  private void linksAndRecovery(DaemonFleet.One owner, String path, byte[] secret)
      throws IOException {
    String link = owner.client().post(path + "/link", Map.of()).at("link").text();
    assertThat(link).startsWith("scp2p://v/").contains("#");
    Json opened = owner.client().post("/vault/links", Map.of("link", link));
    assertThat(opened.at("sizeBytes").number()).isEqualTo(secret.length);
    try (InputStream in = owner.client().open(opened.at("contentUrl").text())) {
      assertThat(in.readAllBytes()).isEqualTo(secret);
    }
    Raw.Answer named = Raw.head(owner, opened.at("contentUrl").text() + "?name=a%20%22film%22.mp4");
    assertThat(named.header("content-type")).isEqualTo("video/mp4");
    assertThat(named.header("content-disposition"))
        .isEqualTo("inline; filename=\"a _film_.mp4\"; filename*=UTF-8''a%20%22film%22.mp4");
    Raw.Answer page = Raw.head(owner, opened.at("contentUrl").text() + "?name=..%2Fx.html");
    assertThat(page.header("content-type")).isEqualTo("application/octet-stream");
    assertThat(page.header("content-disposition")).startsWith("attachment; filename=\".._x.html\"");
    owner.client().delete("/vault/links/" + opened.at("id").text());
    done(owner, owner.client().post(path + "/revoke-links", Map.of()));
    DaemonFleet.waitFor("the shards of old are deleted", () -> heldShards() == 6);
    DaemonException revoked =
        catchThrowableOfType(
            DaemonException.class, () -> owner.client().post("/vault/links", Map.of("link", link)));
    assertThat(revoked.code()).isEqualTo("LINK_REVOKED");

    DaemonException unsaid =
        catchThrowableOfType(
            DaemonException.class,
            () -> owner.client().post("/vault/recovery-phrase", Map.of("confirm", false)));
    assertThat(unsaid.status()).isEqualTo(400);
    Json whole = owner.client().post("/vault/recovery-phrase", Map.of("confirm", true));
    assertThat(whole.at("phrases").elements()).hasSize(1);
    Json parts =
        owner
            .client()
            .post("/vault/recovery-phrase", Map.of("confirm", true, "needed", 2, "parts", 3));
    assertThat(parts.at("phrases").elements()).hasSize(3);
    assertThat(
            owner
                .client()
                .post(
                    "/vault/recover",
                    Map.of("phrases", Objects.requireNonNull(whole.at("phrases").raw())))
                .at("items")
                .elements())
        .hasSize(1);
    Path catalog = disk.resolve("catalog.bin");
    owner.client().post("/vault/catalog/export", Map.of("target", catalog.toString()));
    owner.client().post("/vault/catalog/import", Map.of("source", catalog.toString()));
    assertThat(catalog).isNotEmptyFile();
  }

  @Test
  void whatCannotBePlacedSaysSo() throws IOException {
    DaemonFleet.One owner = fleet.start("owner");
    Path file = Files.writeString(disk.resolve("a.txt"), "alone");
    Json put =
        owner.client().post("/vault/files", Map.of("source", Map.of("path", file.toString())));
    Json end = ended(owner.client(), put);
    assertThat(end.at("state").text()).isEqualTo("ERROR");
    Json error = end.at("error");
    assertThat(error.at("code").text()).isEqualTo("PLACEMENT_IMPOSSIBLE");
    assertThat(error.at("action").text()).isNotBlank();
    assertThat(error.at("retryable").isTrue()).isTrue();
    assertThat(owner.client().all("/vault/held")).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    DaemonFleet.One owner = fleet.start("owner");
    String file = disk.resolve("none.txt").toString();
    Json put = owner.client().post("/vault/files", Map.of("source", Map.of("path", file)));
    Json error = ended(owner.client(), put).at("error");
    assertThat(error.at("code").text()).isEqualTo("FILE_MISSING");
    assertThat(error.at("message").text()).contains(file);
  }

  private static DaemonException refused(ThrowingCallable call) {
    DaemonException refused = catchThrowableOfType(DaemonException.class, call);
    assertThat(refused).isNotNull();
    return refused;
  }

  @Test
  void whatHasFailedIsForgottenAndWhatIsUnderWayIsNot() throws IOException {
    DaemonFleet.One owner = fleet.start("owner");
    String file = Files.writeString(disk.resolve("a.txt"), "alone").toString();
    Json put = owner.client().post("/vault/files", Map.of("source", Map.of("path", file)));
    ended(owner.client(), put);
    Json sending = owner.client().post("/pairing/sendings", Map.of("paths", List.of(file)));
    String waiting = "/transfers/" + sending.at("id").text();
    DaemonException early = refused(() -> owner.client().delete(waiting));
    assertThat(early.code()).isEqualTo("ILLEGAL_TRANSITION");
    assertThat(early.status()).isEqualTo(409);

    owner.client().delete("/transfers/" + put.at("id").text());
    assertThat(owner.client().all("/transfers"))
        .extracting(transfer -> transfer.at("id").text())
        .containsExactly(sending.at("id").text());
    owner.client().post(waiting + "/cancel", Map.of());
    owner.client().delete(waiting);
    assertThat(owner.client().all("/transfers")).isEmpty();
    assertThat(refused(() -> owner.client().delete(waiting)).code()).isEqualTo("UNKNOWN_TRANSFER");
  }

  @Test
  void aDiskThatWillNotIsNoBug() throws IOException {
    DaemonFleet.One owner = fleet.start("owner");
    Path there = Files.writeString(disk.resolve("there"), "a file");
    String exported = "/vault/catalog/export";
    assertThat(disk(owner, exported, "target", there)).isEqualTo("TARGET_EXISTS");
    assertThat(disk(owner, exported, "target", there.resolve("below"))).isNotEqualTo("INTERNAL");
    String imported = "/vault/catalog/import";
    assertThat(disk(owner, imported, "source", disk.resolve("gone"))).isEqualTo("FILE_MISSING");
    assertThat(disk(owner, imported, "source", disk)).isNotEqualTo("INTERNAL");
    assertThat(disk(owner, imported, "source", there)).isEqualTo("CIPHERTEXT_INVALID");

    Files.createDirectories(owner.home().resolve("config.json"));
    assertThat(refused(() -> owner.client().get("/config")).code()).isEqualTo("FILE_KIND");
    assertThat(
            refused(() -> owner.client().patch("/config", Map.of("set", Map.of("role", "FULL"))))
                .code())
        .isEqualTo("FILE_KIND");
    Files.writeString(owner.home().resolve("staging"), "where a folder should be");
    assertThat(refused(() -> owner.client().post("/staging", Map.of())).code())
        .isEqualTo("FILE_KIND");
  }

  private static String disk(DaemonFleet.One owner, String address, String name, Path path) {
    return refused(() -> owner.client().post(address, Map.of(name, path.toString()))).code();
  }
}
