package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.util.List;
import java.util.Locale;

/** Says what of a folder was not published. */
final class LeftOut {
  /** The detail of a failure that came of it: nothing else was there. */
  static final String ALL = "leftOut";

  private static final int SHOWN = 10;

  private LeftOut() {}

  /** Says nothing if there is nothing to say; programs find it in what the command answers. */
  static void say(Output out, List<Json> first, long count) {
    if (out.isJson()) {
      return;
    }
    first.stream()
        .limit(SHOWN)
        .forEach(each -> out.line("left out: %s (%s)", name(each), why(each)));
    long more = count - Math.min(first.size(), SHOWN);
    if (more > 0) {
      out.line("left out: %d more", more);
    }
  }

  private static String name(Json skipped) {
    return skipped.at("path").text();
  }

  private static String why(Json skipped) {
    String reason = skipped.at("reason").text();
    return switch (reason) {
      case "LINK_OUT" -> "a link that leads out of the folder";
      case "LINK_LOOP" -> "a link to a folder that it is in";
      case "LINK_BROKEN" -> "a link to nothing";
      case "SPECIAL_FILE" -> "no ordinary file";
      case "PARTIAL_DOWNLOAD" -> "still being downloaded";
      case "NODE_HOME" -> "the home of this node";
      default -> reason.toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }
}
