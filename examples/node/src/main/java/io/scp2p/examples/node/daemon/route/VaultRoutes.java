package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.id.FileId;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.transfer.TransferHandle;
import io.scp2p.api.vault.Coding;
import io.scp2p.api.vault.ShardPlacement;
import io.scp2p.api.vault.Vault;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultPutPlan;
import io.scp2p.api.vault.VaultTransfer;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Input;
import io.scp2p.examples.node.daemon.http.Reply;
import io.scp2p.examples.node.daemon.http.Routes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Files in the vault. */
final class VaultRoutes {
  private static final Fields SOURCE =
      Fields.of()
          .may("path", Fields.Kind.STRING, "a file of this machine")
          .may("staging", Fields.Kind.STRING, "an upload of one file")
          .build();

  private static final Fields CODING =
      Fields.of()
          .need("dataShards", Fields.Kind.INTEGER, "how many bring it back")
          .need("parityShards", Fields.Kind.INTEGER, "how many may be lost")
          .build();

  private static final Fields PUT =
      Fields.of()
          .nested("source", true, SOURCE, "exactly one of its members")
          .may("name", Fields.Kind.STRING, "its name in the vault")
          .nested("coding", false, CODING, "how it is split; else as vault.coding says")
          .may("targetNines", Fields.Kind.NUMBER, "how durable it has to be")
          .may("allowDegraded", Fields.Kind.BOOLEAN, "accept fewer failure domains")
          .build();

  private static final Fields GET =
      Fields.of().may("target", Fields.Kind.STRING, "a file that does not exist yet").build();

  private final Context context;
  private final Vault vault;
  private final TransferViews views;

  private VaultRoutes(Context context) {
    this.context = context;
    this.vault = context.node().vault();
    this.views = new TransferViews(context.node(), context.transfers());
  }

  /** A file and where its shards are. */
  record Placed(VaultFile file, List<ShardPlacement> shards) {}

  /** The right to read a file, as text. */
  record Link(String link) {}

  static void register(Routes routes, Context context) {
    VaultRoutes here = new VaultRoutes(context);
    Vault vault = here.vault;
    routes
        .get("/vault/files", "Files in the vault, by name")
        .list(VaultFile.class)
        .to(call -> call.range().of(vault.list(), file -> file.id().hex()));
    routes
        .post("/vault/files", "Puts a file into the vault")
        .takes(PUT)
        .gives(202, TransferView.class)
        .to(here::put);
    routes
        .get("/vault/files/{fileId}", "A file, and where its shards are")
        .gives(Placed.class)
        .to(
            call ->
                vault
                    .info(id(call))
                    .flatMap(
                        file ->
                            vault
                                .placement(file.id())
                                .collectList()
                                .map(shards -> new Placed(file, shards))));
    routes
        .delete("/vault/files/{fileId}", "Deletes a file everywhere")
        .to(call -> vault.delete(id(call)));
    routes
        .post("/vault/files/{fileId}/get", "Brings a file back")
        .takes(GET)
        .gives(202, TransferView.class)
        .to(here::bring);
    routes
        .post("/vault/files/{fileId}/verify", "Asks every holder for a proof now")
        .takes(Fields.NONE)
        .gives(VaultFile.class)
        .to(call -> vault.verify(id(call)).then(Mono.defer(() -> vault.info(id(call)))));
    routes
        .post("/vault/files/{fileId}/repair", "Rebuilds what a file has lost now")
        .takes(Fields.NONE)
        .gives(202, TransferView.class)
        .to(call -> here.begin(call, vault::repair));
    routes
        .post("/vault/files/{fileId}/link", "Makes a link that lets others read a file")
        .takes(Fields.NONE)
        .gives(Link.class)
        .to(
            call ->
                vault
                    .share(id(call))
                    .map(
                        link ->
                            new Link(link.reveal(SecretAccess.iWillProtectTheExportedSecret()))));
    routes
        .post("/vault/files/{fileId}/revoke-links", "Encrypts a file anew")
        .takes(Fields.NONE)
        .gives(202, TransferView.class)
        .to(call -> here.begin(call, vault::revokeLinks));
  }

  static FileId id(Call call) {
    return call.path("fileId", FileId::parse);
  }

  private Mono<Reply> begin(Call call, Function<FileId, VaultTransfer> work) {
    context.transfers().checkRoom();
    FileId file = id(call);
    return vault
        .info(file)
        .map(known -> context.transfers().add(work.apply(file), known.name(), file))
        .flatMap(transfer -> TransferRoutes.accepted(transfer, views));
  }

  private Mono<Reply> bring(Call call) {
    context.transfers().checkRoom();
    FileId file = id(call);
    return Mono.zip(
            call.body(),
            vault.info(file),
            (body, known) -> {
              Path target =
                  body.parsed("target", context.folders()::target)
                      .orElseGet(() -> context.folders().named(known.name(), file.hex()));
              return context.transfers().add(vault.get(file, target), known.name(), file);
            })
        .flatMap(transfer -> TransferRoutes.accepted(transfer, views));
  }

  private Mono<Reply> put(Call call) {
    return call.body()
        .flatMap(
            body -> Mono.fromCallable(() -> start(body)).subscribeOn(Schedulers.boundedElastic()))
        .flatMap(transfer -> TransferRoutes.accepted(transfer, views));
  }

  /** May look at an upload on the disk. */
  private VaultTransfer start(Input body) {
    context.transfers().checkRoom();
    Input source = body.nested("source").orElseThrow();
    if (source.has("path") == source.has("staging")) {
      throw HttpFailure.invalid("source", "source has exactly one of path and staging.");
    }
    Optional<String> staging = source.text("staging");
    Path path =
        staging
            .map(context.staging()::onlyFile)
            .orElseGet(() -> source.needParsed("path", Folders::local));
    VaultPutPlan plan = plan(path, body);
    VaultTransfer transfer = context.transfers().add(vault.put(plan), plan.name(), null);
    staging.ifPresent(id -> removeAfter(context, transfer, id));
    return transfer;
  }

  /** What was uploaded for one purpose goes when that is over, whatever came of it. */
  static void removeAfter(Context context, TransferHandle<?> transfer, String staging) {
    transfer
        .result()
        .then()
        .onErrorComplete()
        .publishOn(Schedulers.boundedElastic())
        .subscribe(done -> {}, failure -> {}, () -> context.staging().remove(staging));
  }

  private static VaultPutPlan plan(Path path, Input body) {
    VaultPutPlan.Builder plan = VaultPutPlan.file(path);
    body.text("name").ifPresent(plan::name);
    body.number("targetNines").ifPresent(plan::targetNines);
    if (body.flag("allowDegraded")) {
      plan.allowDegraded();
    }
    try {
      body.nested("coding").map(VaultRoutes::coding).ifPresent(plan::coding);
      return plan.build();
    } catch (IllegalArgumentException e) {
      throw HttpFailure.invalid("coding", String.valueOf(e.getMessage()));
    }
  }

  private static Coding coding(Input coding) {
    return new Coding(
        (int) Math.min(Integer.MAX_VALUE, coding.integer("dataShards").orElseThrow()),
        (int) Math.min(Integer.MAX_VALUE, coding.integer("parityShards").orElseThrow()));
  }
}
