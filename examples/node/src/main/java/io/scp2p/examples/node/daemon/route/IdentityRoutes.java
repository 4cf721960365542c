package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.id.ShareId;
import io.scp2p.api.identity.Identity;
import io.scp2p.api.identity.NodeIdentity;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.api.identity.PublisherIdentity;
import io.scp2p.api.identity.SecretSeed;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.examples.node.daemon.http.Call;
import io.scp2p.examples.node.daemon.http.Fields;
import io.scp2p.examples.node.daemon.http.HttpFailure;
import io.scp2p.examples.node.daemon.http.Input;
import io.scp2p.examples.node.daemon.http.Routes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The keys of this node. Secrets leave only when the caller says that this is meant; answers are
 * never stored, and nothing of a request is logged.
 */
final class IdentityRoutes {
  private static final Fields EXPORT =
      Fields.of()
          .may("publisher", Fields.Kind.STRING, "a share id; the node's own key without")
          .need("confirm", Fields.Kind.BOOLEAN, "true: whoever has the seed is this node")
          .build();

  private static final Fields IMPORT =
      Fields.of()
          .need("label", Fields.Kind.STRING, "a name for people, never sent")
          .need("use", PublisherIdentity.Use.class, "what it signs")
          .need("seed", Fields.Kind.STRING, "64 hexadecimal digits")
          .build();

  private static final Fields PASSPHRASE =
      Fields.of()
          .may("current", Fields.Kind.STRING, "the present one, if there is one")
          .may("next", Fields.Kind.STRING, "the new one; a key file without")
          .build();

  private final Identity identity;

  private IdentityRoutes(Identity identity) {
    this.identity = identity;
  }

  /** A secret, for the caller to protect. */
  record Exported(String id, String key, String seed) {}

  static void register(Routes routes, Context context) {
    IdentityRoutes here = new IdentityRoutes(context.node().identity());
    routes
        .get("/identity", "Who this node is")
        .gives(NodeIdentity.class)
        .to(call -> Mono.fromSupplier(here.identity::self));
    routes
        .get("/identity/publishers", "The keys of its shares and communities")
        .list(PublisherIdentity.class)
        .to(call -> call.range().of(here.identity.publishers(), key -> key.id().hex()));
    routes
        .post("/identity/export", "Hands out a secret key")
        .takes(EXPORT)
        .gives(Exported.class)
        .to(here::export);
    routes
        .post("/identity/publishers", "Takes a publisher key over")
        .takes(IMPORT)
        .gives(201, PublisherIdentity.class)
        .to(here::take);
    routes
        .put("/identity/passphrase", "Puts all stored keys under another passphrase, or none")
        .takes(PASSPHRASE)
        .to(here::protect);
  }

  static void confirm(Input body) {
    if (!body.flag("confirm")) {
      throw HttpFailure.invalid(
          "confirm", "confirm must be true: whoever sees the answer has the secret.");
    }
  }

  private Mono<Exported> export(Call call) {
    return call.body()
        .flatMap(
            body -> {
              confirm(body);
              SecretAccess token = SecretAccess.iWillProtectTheExportedSecret();
              Optional<ShareId> publisher = body.parsed("publisher", ShareId::parse);
              if (publisher.isEmpty()) {
                NodeIdentity self = identity.self();
                return identity
                    .exportNode(token)
                    .map(seed -> exported(self.id().hex(), self.key().hex(), seed));
              }
              return identity
                  .publishers()
                  .filter(known -> known.id().equals(publisher.get()))
                  .next()
                  .map(known -> known.key().hex())
                  .defaultIfEmpty("")
                  .flatMap(
                      key ->
                          identity
                              .exportPublisher(publisher.get(), token)
                              .map(seed -> exported(publisher.get().hex(), key, seed)));
            });
  }

  private static Exported exported(String id, String key, SecretSeed seed) {
    byte[] bytes = seed.reveal(SecretAccess.iWillProtectTheExportedSecret());
    try (seed) {
      return new Exported(id, key, HexFormat.of().formatHex(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private Mono<PublisherIdentity> take(Call call) {
    return call.body()
        .flatMap(
            body ->
                Mono.using(
                    () -> body.needParsed("seed", IdentityRoutes::seed),
                    seed ->
                        identity.importPublisher(
                            body.needText("label"),
                            body.constant("use", PublisherIdentity.Use.class).orElseThrow(),
                            seed,
                            SecretAccess.iWillProtectTheExportedSecret()),
                    SecretSeed::close));
  }

  private static SecretSeed seed(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    try {
      return SecretSeed.of(bytes, SecretAccess.iWillProtectTheExportedSecret());
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private Mono<Void> protect(Call call) {
    return call.body()
        .flatMap(
            body -> {
              Passphrase current = passphrase(body, "current");
              Passphrase next = passphrase(body, "next");
              return identity
                  .protect(current, next)
                  .doFinally(
                      signal -> {
                        wipe(current);
                        wipe(next);
                      });
            });
  }

  private static @Nullable Passphrase passphrase(Input body, String name) {
    return body.parsed(name, text -> Passphrase.of(text.toCharArray())).orElse(null);
  }

  private static void wipe(@Nullable Passphrase passphrase) {
    if (passphrase != null) {
      passphrase.close();
    }
  }
}
