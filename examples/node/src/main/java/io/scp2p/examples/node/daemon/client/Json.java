package io.scp2p.examples.node.daemon.client;

import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonReader;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An object the daemon has sent. What is missing or {@code null} is empty. */
public final class Json {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<?, ?> members;

  private Json(Map<?, ?> members) {
    this.members = members;
  }

  /** Reads an answer; anything but an object counts as an empty one. */
  public static Json read(String text) {
    try {
      return text.isBlank() ? of(null) : of(JsonReader.read(text));
    } catch (JsonException e) {
      return of(null);
    }
  }

  /** Wraps a value that was read. */
  public static Json of(@Nullable Object value) {
    return new Json(value instanceof Map<?, ?> map ? map : Map.of());
  }

  /** The object as text, for {@code --json}. */
  public String text() {
    return JsonWriter.write(members);
  }

  /** The names of its members. */
  public Set<String> names() {
    return members.keySet().stream()
        .map(String::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A text or constant. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(members.get(name)).map(String::valueOf);
  }

  /** A text, or something else where there is none. */
  public String textOr(String name, String fallback) {
    return text(name).orElse(fallback);
  }

  /** A text that is always there; the daemon speaks another version otherwise. */
  public String need(String name) {
    return text(name).orElseThrow(() -> new IllegalStateException("the answer has no " + name));
  }

  /** A whole number; 0 if there is none. */
  public long number(String name) {
    return members.get(name) instanceof Number number ? number.longValue() : 0;
  }

  /** A number; 0 if there is none. */
  public double real(String name) {
    return members.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  /** True or false. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** A time. */
  public Optional<Instant> time(String name) {
    return text(name).map(Instant::parse);
  }

  /** A duration. */
  public Optional<Duration> duration(String name) {
    return members.get(name) instanceof Number number
        ? Optional.of(Duration.ofNanos((long) (number.doubleValue() * NANOS_PER_SECOND)))
        : Optional.empty();
  }

  /** An object within. */
  public Optional<Json> object(String name) {
    return members.get(name) instanceof Map<?, ?> map
        ? Optional.of(new Json(map))
        : Optional.empty();
  }

  /** Objects within; empty if there are none. */
  public List<Json> objects(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().map(Json::of).toList()
        : List.of();
  }

  /** Texts within; empty if there are none. */
  public List<String> texts(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Lists of texts within; empty if there are none. */
  public List<List<String>> textLists(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream()
            .map(part -> part instanceof List<?> inner ? inner : List.of())
            .map(inner -> inner.stream().map(String::valueOf).toList())
            .toList()
        : List.of();
  }

  @Override
  public String toString() {
    return text();
  }
}
