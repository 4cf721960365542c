package io.scp2p.examples.node.daemon.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The members of one request, checked against its {@link Fields}. */
public final class Input {
  private final Fields fields;
  private final Map<String, Object> values;

  Input(Fields fields, Map<String, Object> values) {
    this.fields = fields;
    this.values = values;
  }

  private <T> Optional<T> get(String name, Class<T> type) {
    // A route that reads what it does not declare would be missing in the document.
    if (fields.members().stream().noneMatch(field -> field.name().equals(name))) {
      throw new IllegalStateException("undeclared member " + name);
    }
    return Optional.ofNullable(values.get(name)).map(type::cast);
  }

  /** A text, if it was given. */
  public Optional<String> text(String name) {
    return get(name, String.class);
  }

  /** A text that is required. */
  public String needText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  /** A value that a text stands for; what its parser refuses is the caller's mistake. */
  public <T> Optional<T> parsed(String name, Function<String, T> parser) {
    return text(name).map(value -> Call.parse(name, value, parser));
  }

  /** As {@link #parsed}, required. */
  public <T> T needParsed(String name, Function<String, T> parser) {
    return parsed(name, parser).orElseThrow(() -> missing(name));
  }

  /** A constant, if it was given. */
  public <T extends Enum<T>> Optional<T> constant(String name, Class<T> type) {
    return parsed(name, value -> Enum.valueOf(type, value));
  }

  /** A whole number, if it was given. */
  public Optional<Long> integer(String name) {
    return get(name, Long.class);
  }

  /** A number, if it was given. */
  public Optional<Double> number(String name) {
    return get(name, Number.class).map(Number::doubleValue);
  }

  /** True or false; false if it was not given. */
  public boolean flag(String name) {
    return get(name, Boolean.class).orElse(false);
  }

  /** True or false, if it was given. */
  public Optional<Boolean> choice(String name) {
    return get(name, Boolean.class);
  }

  /** A list of texts; empty if it was not given. */
  public List<String> texts(String name) {
    return get(name, List.class).stream()
        .flatMap(list -> ((List<?>) list).stream())
        .map(String.class::cast)
        .toList();
  }

  /** A list of values that texts stand for; empty if it was not given. */
  public <T> List<T> parsedList(String name, Function<String, T> parser) {
    return texts(name).stream().map(value -> Call.parse(name, value, parser)).toList();
  }

  /** A list of lists of texts; empty if it was not given. */
  public List<List<String>> textLists(String name) {
    return get(name, List.class).stream()
        .flatMap(list -> ((List<?>) list).stream())
        .map(part -> ((List<?>) part).stream().map(String.class::cast).toList())
        .toList();
  }

  /** Members within a member, if it was given. */
  public Optional<Input> nested(String name) {
    return get(name, Input.class);
  }

  /** Members whose names are not known beforehand; values may be null. */
  public Map<?, ?> map(String name) {
    return get(name, Map.class).orElseThrow(() -> missing(name));
  }

  /** Whether a member was given, and is not null. */
  public boolean has(String name) {
    return get(name, Object.class).isPresent();
  }

  private static HttpFailure missing(String name) {
    return HttpFailure.invalid(name, name + " is missing.");
  }
}
