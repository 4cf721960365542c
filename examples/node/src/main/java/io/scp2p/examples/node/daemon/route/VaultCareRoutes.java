package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.vault.HeldShards;
import io.scp2p.api.vault.Holder;
import io.scp2p.api.vault.RecoveryPhrase;
import io.scp2p.api.vault.Vault;
import io.scp2p.api.vault.VaultFile;
import io.scp2p.api.vault.VaultStatus;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Input;
import io.scp2p.examples.node.daemon.http.ListPage;
import io.scp2p.examples.node.daemon.http.Routes;
import java.util.List;
import reactor.core.publisher.Mono;

/** The vault as a whole: space, holders, recovery. */
final class VaultCareRoutes {
  private static final Fields OFFER =
      Fields.of().need("quotaBytes", Fields.Kind.INTEGER, "in total; 0 withdraws").build();

  private static final Fields PHRASE =
      Fields.of()
          .need("confirm", Fields.Kind.BOOLEAN, "true: whoever has the words has the vault")
          .may("needed", Fields.Kind.INTEGER, "how many parts bring it back")
          .may("parts", Fields.Kind.INTEGER, "how many parts there are")
          .build();

  private static final Fields RECOVER =
      Fields.of()
          .need("phrases", Fields.Kind.STRING_LISTS, "the phrase, or enough parts of it")
          .build();

  private static final Fields TARGET =
      Fields.of().need("target", Fields.Kind.STRING, "a file that does not exist yet").build();

  private static final Fields SOURCE =
      Fields.of().need("source", Fields.Kind.STRING, "an exported catalog").build();

  private final Vault vault;

  private VaultCareRoutes(Vault vault) {
    this.vault = vault;
  }

  /** Words that bring everything back. */
  record Phrases(List<List<String>> phrases) {}

  /** What a rebalance did. */
  record Rebalanced(long moved) {}

  static void register(Routes routes, Context context) {
    Vault vault = context.node().vault();
    VaultCareRoutes here = new VaultCareRoutes(vault);
    routes
        .get("/vault", "The vault as a whole")
        .gives(VaultStatus.class)
        .to(call -> vault.status());
    routes
        .post("/vault/rebalance", "Moves shards until space is used evenly")
        .takes(Fields.NONE)
        .gives(Rebalanced.class)
        .to(call -> vault.rebalance().map(Rebalanced::new));
    routes
        .put("/vault/offer", "Offers space to others")
        .takes(OFFER)
        .gives(VaultStatus.class)
        .to(here::offer);
    routes
        .get("/vault/holders", "Peers that hold shards of this node, or offer to")
        .list(Holder.class)
        .to(call -> call.range().of(vault.holders(), holder -> holder.id().hex()));
    routes
        .get("/vault/held", "What this node keeps for others")
        .list(HeldShards.class)
        .to(call -> call.range().of(vault.held(), held -> held.owner().hex()));
    routes
        .post("/vault/recovery-phrase", "The words that bring everything back")
        .takes(PHRASE)
        .gives(Phrases.class)
        .to(here::phrase);
    routes
        .post("/vault/recover", "Brings the catalog back from peers")
        .takes(RECOVER)
        .listed(VaultFile.class)
        .to(here::recover);
    routes
        .post("/vault/catalog/export", "Writes the catalog to a file, encrypted")
        .takes(TARGET)
        .to(
            call ->
                call.body()
                    .flatMap(
                        body ->
                            vault.exportCatalog(
                                body.needParsed("target", context.folders()::target))));
    routes
        .post("/vault/catalog/import", "Merges an exported catalog")
        .takes(SOURCE)
        .to(
            call ->
                call.body()
                    .flatMap(
                        body -> vault.importCatalog(body.needParsed("source", Folders::local))));
  }

  private Mono<VaultStatus> offer(Call call) {
    return call.body()
        .flatMap(
            body -> {
              long quota = body.integer("quotaBytes").orElseThrow();
              if (quota < 0) {
                throw HttpFailure.invalid("quotaBytes", "quotaBytes must not be negative.");
              }
              return vault.offer(quota).then(Mono.defer(vault::status));
            });
  }

  private Mono<Phrases> phrase(Call call) {
    return call.body()
        .flatMap(
            body -> {
              IdentityRoutes.confirm(body);
              if (body.has("needed") != body.has("parts")) {
                throw HttpFailure.invalid("parts", "needed and parts go together.");
              }
              return phrases(body);
            });
  }

  private Mono<Phrases> phrases(Input body) {
    SecretAccess token = SecretAccess.iWillProtectTheExportedSecret();
    Mono<List<RecoveryPhrase>> phrases =
        body.has("parts")
            ? vault.splitRecoveryPhrase(small(body, "needed"), small(body, "parts"), token)
            : vault.recoveryPhrase(token).map(List::of);
    return phrases.map(
        all -> new Phrases(all.stream().map(phrase -> phrase.reveal(token)).toList()));
  }

  private static int small(Input body, String name) {
    long value = body.integer(name).orElseThrow();
    if (value < 1 || value > RecoveryPhrase.MAX_WORDS) {
      throw HttpFailure.invalid(name, name + " must be 1 to " + RecoveryPhrase.MAX_WORDS + ".");
    }
    return (int) value;
  }

  private Mono<ListPage<VaultFile>> recover(Call call) {
    return call.body()
        .flatMap(
            body -> {
              List<RecoveryPhrase> phrases =
                  body.textLists("phrases").stream().map(VaultCareRoutes::entered).toList();
              if (phrases.isEmpty() || phrases.size() > RecoveryPhrase.MAX_WORDS) {
                throw HttpFailure.invalid("phrases", "There is no phrase, or too many.");
              }
              return vault.recover(phrases).collectList().map(ListPage::whole);
            });
  }

  private static RecoveryPhrase entered(List<String> words) {
    try {
      return RecoveryPhrase.of(words);
    } catch (IllegalArgumentException e) {
      throw HttpFailure.invalid("phrases", String.valueOf(e.getMessage()));
    }
  }
}
