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

  private Match() {}

  static String share(HomeDaemon daemon, String given) {
    if (given.startsWith("scp2p:")) {
      return ShareLink.parse(given).shareId().toString();
    }
    return one(
        "share",
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
    if (given.startsWith("scp2p:")) {
      return CommunityLink.parse(given).communityId().toString();
    }
    return one("community", given, () -> named(daemon.list("/communities"), "name"));
  }

  static String vaultFile(HomeDaemon daemon, String given) {
    return one("vault file", given, () -> named(daemon.list("/vault/files"), "name"));
  }

  static String peer(HomeDaemon daemon, String given) {
    return one("peer", given, () -> named(daemon.list("/peers"), "id"));
  }

  static String transfer(HomeDaemon daemon, String given) {
    return one("transfer", given, () -> named(daemon.list("/transfers"), "id"));
  }

  private record Named(String id, String name) {}

  private static Named named(Json thing, String id, Json name) {
    return new Named(thing.at(id).text(), name.text());
  }

  private static List<Named> named(List<Json> things, String name) {
    return things.stream().map(thing -> named(thing, "id", thing.at(name))).toList();
  }

  private static String one(String what, String given, Supplier<List<Named>> known) {
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
            + what
            + " that '"
            + Output.clean(given)
            + "' can mean.",
        "Give its whole id or link, at least " + MIN_BEGINNING + " digits of the id, or its name.");
  }

  private static boolean means(String given, Named named) {
    return named.id().equals(given)
        || named.name().equals(given)
        || (given.length() >= MIN_BEGINNING && named.id().startsWith(given));
  }
}
