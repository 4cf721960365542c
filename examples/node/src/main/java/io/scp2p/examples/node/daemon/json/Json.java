package io.scp2p.examples.node.daemon.json;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A value the daemon has sent. Reading it never fails: what is not there, or is something else, is
 * null, empty or 0, as between versions that know of different members.
 */
public final class Json {
  /** What stands for everything that is not there. */
  public static final Json NULL = new Json(null);

  private static final double NANOS = 1e9;

  private final @Nullable Object value;

  private Json(@Nullable Object value) {
    this.value = value;
  }

  /** Maps, lists, text, numbers and booleans. */
  public static Json of(@Nullable Object value) {
    return value == null ? NULL : new Json(value);
  }

  /** Reads one value. */
  public static Json parse(String text) throws JsonException {
    return of(JsonReader.read(text));
  }

  /** Reads an answer; one that is empty, or no JSON, counts as an object without members. */
  public static Json read(String text) {
    try {
      return text.isBlank() ? of(Map.of()) : parse(text);
    } catch (JsonException e) {
      return of(Map.of());
    }
  }

  /** What the daemon would send of a record of the API. */
  public static Json from(Object data) {
    try {
      return parse(JsonWriter.write(data));
    } catch (JsonException e) {
      throw new IllegalStateException("what was written cannot be read", e);
    }
  }

  /** A member of an object; further names lead to a member of that member. */
  public Json at(String... names) {
    Json found = this;
    for (String name : names) {
      found = found.value instanceof Map<?, ?> members ? of(members.get(name)) : NULL;
    }
    return found;
  }

  public boolean isNull() {
    return value == null;
  }

  /** The elements of a list; none of anything else. */
  public List<Json> elements() {
    return value instanceof List<?> list ? list.stream().map(Json::of).toList() : List.of();
  }

  /** The members of an object; none of anything else. */
  public List<Map.Entry<String, Json>> members() {
    return value instanceof Map<?, ?> members
        ? members.entrySet().stream()
            .map(entry -> Map.entry(String.valueOf(entry.getKey()), of(entry.getValue())))
            .toList()
        : List.of();
  }

  /** As text, whatever it is; empty for null. */
  public String text() {
    return value == null ? "" : value.toString();
  }

  public long number() {
    return value instanceof Number number ? number.longValue() : 0;
  }

  public double decimal() {
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  /** A time, which the daemon sends in seconds. */
  public Duration duration() {
    return Duration.ofNanos((long) (decimal() * NANOS));
  }

  /** The elements of a list as text. */
  public String texts() {
    return elements().stream().map(Json::text).collect(Collectors.joining(" "));
  }

  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  /** The value itself, for a request that contains it. */
  public @Nullable Object raw() {
    return value;
  }

  /** As JSON, on one line. */
  @Override
  public String toString() {
    return JsonWriter.write(value);
  }
}
