package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.Json;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How the elements of a list are shown to people.
 *
 * @param ifEmpty said if there are none
 * @param columns from left to right
 * @param below a member that stands below the table, a line for each element; empty for none
 */
record Table(String ifEmpty, List<Column> columns, String below) {
  /** One thing worth seeing of each element. */
  record Column(String head, Function<Json, String> cell) {}

  /** One without columns yet. */
  static Table or(String ifEmpty) {
    return new Table(ifEmpty, List.of(), "");
  }

  Table column(String head, Function<Json, String> cell) {
    List<Column> all = Stream.concat(columns.stream(), Stream.of(new Column(head, cell))).toList();
    return new Table(ifEmpty, all, below);
  }

  /** A member as it is; further names lead to a member of that member. */
  Table text(String head, String... member) {
    return column(head, element -> element.at(member).text());
  }

  /** The first digits of an id. */
  Table id(String head, String... member) {
    return column(head, element -> Output.brief(element.at(member).text()));
  }

  /** A count of bytes. */
  Table bytes(String head, String... member) {
    return column(head, element -> Output.bytes(element.at(member)));
  }

  Table yesNo(String head, String... member) {
    return column(head, element -> element.at(member).isTrue() ? "yes" : "no");
  }

  Table andBelow(String member) {
    return new Table(ifEmpty, columns, member);
  }

  /** Shows it, to people alone. */
  void show(List<Json> elements, Output out) {
    out.table(
        ifEmpty,
        columns.stream().map(Column::head).toList(),
        elements.stream()
            .map(element -> columns.stream().map(column -> column.cell().apply(element)).toList())
            .toList());
    if (!below.isEmpty()) {
      elements.forEach(element -> out.line("%s", element.at(below).text()));
    }
  }
}
