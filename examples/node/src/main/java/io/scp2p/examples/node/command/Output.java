package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command says: to people in lines and tables, or to programs in JSON; never both. */
final class Output {
  /** Longer ones are cut in tables, where the whole is in the JSON. */
  private static final int MAX_CELL = 60;

  private final PrintWriter out;
  private final boolean json;

  Output(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  boolean isJson() {
    return json;
  }

  /** The whole answer of a command: as it came, or as the text that is made of it. */
  void answer(Json answer, Runnable text) {
    if (json) {
      value(answer);
    } else {
      text.run();
    }
  }

  /** The same for a list. */
  void list(List<Json> elements, Table table) {
    Json array = Json.of(elements.stream().map(Json::raw).toList());
    answer(array, () -> table.show(elements, this));
  }

  /** For what has no answer: an object with one member, such as an id. */
  void done(String name, String value, String text) {
    answer(Json.of(Map.of(name, value)), () -> line("%s", text));
  }

  /** One value on one line. */
  synchronized void value(Json value) {
    out.println(value);
    out.flush();
  }

  /** One value of a stream, for programs: its type first. */
  void event(String type, Json data) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("type", type);
    data.members().forEach(member -> line.put(member.getKey(), member.getValue().raw()));
    value(Json.of(line));
  }

  /** Our own words, as they are. */
  void verbatim(String text) {
    out.print(text);
    out.flush();
  }

  /** For people. Arguments that are text may be a stranger's words and are shown harmlessly. */
  void line(String format, Object... arguments) {
    Object[] clean = new Object[arguments.length];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = arguments[i] instanceof String text ? clean(text) : arguments[i];
    }
    out.println(String.format(Locale.ROOT, format, clean));
    out.flush();
  }

  /** Lines that are ours, characters that steer the terminal included. */
  void drawing(List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  /** Columns as wide as their widest cell; or a sentence if there are no rows. */
  void table(String ifEmpty, List<String> heads, List<List<String>> rows) {
    if (rows.isEmpty()) {
      line("%s", ifEmpty);
      return;
    }
    List<List<String>> all = new ArrayList<>();
    all.add(heads);
    rows.forEach(row -> all.add(row.stream().map(Output::cell).toList()));
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = all.stream().mapToInt(cells -> cells.get(column).length()).max().orElse(0);
        line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  private static String cell(String text) {
    String clean = clean(text);
    return clean.length() <= MAX_CELL ? clean : clean.substring(0, MAX_CELL - 1) + "…";
  }

  /** Words of strangers must not move the cursor, ring the bell, or turn the line around. */
  static String clean(String text) {
    return text.replaceAll(
        "[\\p{Cntrl}\\x{80}-\\x{9f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]", "?");
  }

  /** The first digits of an id: enough to tell it from others, and to name it in a command. */
  static String brief(String id) {
    return id.length() <= Match.SHOWN ? id : id.substring(0, Match.SHOWN);
  }

  static String bytes(Json count) {
    return ProgressBar.bytes(count.number());
  }
}
