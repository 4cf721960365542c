package io.scp2p.examples.node.command;

import io.scp2p.api.CommunityLink;
import io.scp2p.api.ShareLink;
import io.scp2p.examples.node.daemon.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Finds what a person means: by its id, the beginning of its id, its link, or its whole name. */
final class Match {
  /** Digits of an id in tables. */
  static final int SHOWN = 12;

  /** A shorter beginning is refused even if it is the only one today. */
  private static final int MIN_BEGINNING = 4;

  private static final int HEX_ID = 64;

  /** What can be named, by what besides its id, and which command shows what there is. */
  private enum Kind {
    SHARE("share", "its whole title, its link, or", "scp2p shares, scp2p follow"),
    COMMUNITY("community", "its whole name, its link, or", "scp2p community"),
    VAULT_FILE("vault file", "its whole name, or", "scp2p vault ls"),
    PEER("peer", "its id, or", "scp2p peers"),
    TRANSFER("transfer", "its id, or", "scp2p downloads --all");

    private final String what;
    private final String names;
    private final String listedBy;

    Kind(String what, String names, String listedBy) {
      this.what = what;
      this.names = names;
      this.listedBy = listedBy;
    }
  }

  private Match() {}

  /** Whether it is meant as a link, good or not: no id begins so, and hardly a title. */
  static boolean isLink(String given) {
    return given.startsWith("scp2p:");
  }

  static String share(HomeDaemon daemon, String given) {
    if (isLink(given)) {
      return ShareLink.parse(given).shareId().toString();
    }
    return one(
        Kind.SHARE,
        given,
        () -> {
          List<Named> known = new ArrayList<>();
          daemon.list("/shares").forEach(share -> known.add(named(share, "id", share.at("title"))));
          daemon
              .list("/subscriptions")
              .forEach(sub -> known.add(named(sub, "shareId", sub.at("newest").at("title"))));
          return known;
        });
  }

  static String community(HomeDaemon daemon, String given) {
    if (isLink(given)) {
      return CommunityLink.parse(given).communityId().toString();
    }
    return one(Kind.COMMUNITY, given, () -> named(daemon.list("/communities"), "name"));
  }

  static String vaultFile(HomeDaemon daemon, String given) {
    return one(Kind.VAULT_FILE, given, () -> named(daemon.list("/vault/files"), "name"));
  }

  static String peer(HomeDaemon daemon, String given) {
    return one(Kind.PEER, given, () -> named(daemon.list("/peers"), "id"));
  }

  static String transfer(HomeDaemon daemon, String given) {
    return one(Kind.TRANSFER, given, () -> named(daemon.list("/transfers"), "id"));
  }

  private record Named(String id, String name) {}

  private static Named named(Json thing, String id, Json name) {
    return new Named(thing.at(id).text(), name.text());
  }

  private static List<Named> named(List<Json> things, String name) {
    return things.stream().map(thing -> named(thing, "id", thing.at(name))).toList();
  }

  private static String one(Kind kind, String given, Supplier<List<Named>> known) {
    if (given.length() == HEX_ID && given.matches("[0-9a-f]+")) {
      return given;
    }
    List<String> found =
        known.get().stream()
            .filter(named -> means(given, named))
            .map(Named::id)
            .distinct()
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw CommandFailure.of(
        found.isEmpty() ? CommandCode.NO_SUCH_NAME : CommandCode.AMBIGUOUS_NAME,
        (found.isEmpty() ? "There is no " : "There are " + found.size() + " of kind ")
            + kind.what
            + " that '"
            + Output.clean(given)
            + "' can mean.",
        "Give "
            + kind.names
            + " the first "
            + MIN_BEGINNING
            + " or more digits of its id. Look with: "
            + kind.listedBy);
  }

  private static boolean means(String given, Named named) {
    return named.id().equals(given)
        || named.name().equals(given)
        || (given.length() >= MIN_BEGINNING && named.id().startsWith(given));
  }
}
