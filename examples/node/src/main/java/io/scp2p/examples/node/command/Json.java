package io.scp2p.examples.node.command;

import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonReader;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value the daemon has sent. Reading it never fails: what is not there, or is something else, is
 * null, empty or 0, as between versions that know of different members.
 */
final class Json {
  /** What stands for everything that is not there. */
  public static final Json NULL = new Json(null);

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

  /** A member of an object. */
  public Json at(String name) {
    return value instanceof Map<?, ?> members ? of(members.get(name)) : NULL;
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
