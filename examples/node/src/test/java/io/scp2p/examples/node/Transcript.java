package io.scp2p.examples.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was typed and answered, by command, as it goes into docs/cli.md. */
final class Transcript {
  /** Longer answers are cut in the document. */
  private static final int MAX_LINES = 14;

  /** The demo is a story; of a script nobody reads more than how it begins. */
  private static final Map<String, Integer> LONG = Map.of("demo", 90, "completion", 5);

  private static final int MAX_COLUMNS = 160;
  private static final Pattern LINK = Pattern.compile("scp2p://s/\\S+");

  /** Of a daemon that is gone; yet nobody is to get used to seeing it in documents. */
  private static final Pattern SECRET = Pattern.compile("(login\\?token=)[\\w-]+");

  private final Path root;
  private final Map<String, List<String>> byCommand = new LinkedHashMap<>();
  private String lastLink = "";

  Transcript(Path root) {
    this.root = root;
  }

  /** The newest link of a share that was printed. */
  String lastLink() {
    return lastLink;
  }

  void add(String who, List<String> arguments, String out, String err) {
    Matcher link = LINK.matcher(out);
    if (link.find()) {
      lastLink = link.group();
    }
    String command = arguments.get(0);
    if (List.of("vault", "community", "keys").contains(command)
        && arguments.size() > 1
        && !arguments.get(1).startsWith("-")) {
      command += " " + arguments.get(1);
    }
    List<String> shown = byCommand.computeIfAbsent(command, unknown -> new ArrayList<>());
    StringBuilder typed = new StringBuilder(who.isEmpty() ? "$ scp2p" : who + "$ scp2p");
    arguments.forEach(
        argument ->
            typed.append(' ').append(argument.matches("\\S+") ? argument : "'" + argument + "'"));
    shown.add(cut(typed.toString()));
    List<String> lines = (out + err).lines().toList();
    int limit = LONG.getOrDefault(command, MAX_LINES);
    lines.stream().limit(limit).map(this::cut).forEach(shown::add);
    if (lines.size() > limit) {
      shown.add("... (" + (lines.size() - limit) + " lines more)");
    }
  }

  private String cut(String line) {
    String clean =
        SECRET
            .matcher(line.replace(root.toString(), "/home"))
            .replaceAll("$1...")
            .replaceAll("/tmp/scp2p-\\w+-\\d+", "/tmp/scp2p-...")
            .stripTrailing();
    return clean.length() <= MAX_COLUMNS ? clean : clean.substring(0, MAX_COLUMNS) + " ...";
  }

  /** To target; and with {@code -Dupdate} to the document. */
  void write() throws IOException {
    String document = CliDocument.text(byCommand);
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "cli.md"), document);
    if (System.getProperty("update") != null) {
      Files.writeString(CliDocument.PATH, document);
    }
  }
}
