package io.scp2p.examples.node.daemon.http;

import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The members that a request may have, and how they are checked. Said once: requests are read with
 * it and the document of the interface is made from it.
 *
 * @param members in the order of the document
 */
public record Fields(List<Field> members) {
  /** A body without members. */
  public static final Fields NONE = new Fields(List.of());

  /** What a member holds. */
  public enum Kind {
    /** Text. */
    STRING,
    /** A whole number. */
    INTEGER,
    /** Any number. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** A list of texts. */
    STRINGS,
    /** A list of lists of texts. */
    STRING_LISTS,
    /** Members of its own. */
    OBJECT,
    /** Members whose names are not known beforehand. */
    MAP
  }

  /**
   * One member.
   *
   * @param name as written
   * @param kind what it holds
   * @param required whether it has to be there
   * @param nested members of an {@link Kind#OBJECT}
   * @param values what a text may be, or empty if it is free
   * @param about for people
   */
  public record Field(
      String name,
      Kind kind,
      boolean required,
      @Nullable Fields nested,
      List<String> values,
      String about) {}

  /** Takes a copy. */
  public Fields {
    members = List.copyOf(members);
  }

  /** {@return a builder without members} */
  public static Builder of() {
    return new Builder();
  }

  /** Reads a body; an empty one counts as an object without members. */
  Input read(String text) {
    try {
      Object value = text.isBlank() ? Map.of() : JsonReader.read(text);
      if (value instanceof Map<?, ?> members) {
        return check(members, "");
      }
      throw HttpFailure.invalid("body", "The body must be an object.");
    } catch (JsonException e) {
      throw HttpFailure.of(
          400,
          "HTTP_MALFORMED",
          "The body is not JSON: " + e.getMessage() + ".",
          "Send an object as docs/http-api.md describes it.");
    }
  }

  private Input check(Map<?, ?> given, String prefix) {
    Map<String, Object> values = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          Field field = find(String.valueOf(name));
          if (field == null) {
            throw HttpFailure.invalid(prefix + name, "There is no member " + prefix + name + ".");
          }
          if (value != null) {
            values.put(field.name, checked(field, value, prefix + field.name));
          }
        });
    for (Field field : members) {
      if (field.required && !values.containsKey(field.name)) {
        throw HttpFailure.invalid(prefix + field.name, prefix + field.name + " is missing.");
      }
    }
    return new Input(this, values);
  }

  private @Nullable Field find(String name) {
    return members.stream().filter(field -> field.name.equals(name)).findFirst().orElse(null);
  }

  private static Object checked(Field field, Object value, String path) {
    boolean good =
        switch (field.kind) {
          case STRING -> value instanceof String text && oneOf(field, text, path);
          case INTEGER -> value instanceof Long;
          case NUMBER -> value instanceof Number;
          case BOOLEAN -> value instanceof Boolean;
          case STRINGS -> value instanceof List<?> list && texts(list);
          case STRING_LISTS ->
              value instanceof List<?> list
                  && list.stream().allMatch(part -> part instanceof List<?> inner && texts(inner));
          case OBJECT, MAP -> value instanceof Map<?, ?>;
        };
    if (!good) {
      throw HttpFailure.invalid(path, path + " must be " + said(field.kind) + ".");
    }
    return field.kind == Kind.OBJECT
        ? Objects.requireNonNull(field.nested).check((Map<?, ?>) value, path + ".")
        : value;
  }

  private static boolean oneOf(Field field, String text, String path) {
    if (!field.values.isEmpty() && !field.values.contains(text)) {
      throw HttpFailure.invalid(path, path + " must be one of " + field.values + ".");
    }
    return true;
  }

  private static boolean texts(List<?> list) {
    return list.stream().allMatch(String.class::isInstance);
  }

  private static String said(Kind kind) {
    return switch (kind) {
      case STRING -> "a text";
      case INTEGER -> "a whole number";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case STRINGS -> "a list of texts";
      case STRING_LISTS -> "a list of lists of texts";
      case OBJECT, MAP -> "an object";
    };
  }

  /** Collects members. */
  public static final class Builder {
    private final List<Field> members = new ArrayList<>();

    private Builder() {}

    /** A member that has to be there. */
    public Builder need(String name, Kind kind, String about) {
      return add(new Field(name, kind, true, null, List.of(), about));
    }

    /** A member that may be left out. */
    public Builder may(String name, Kind kind, String about) {
      return add(new Field(name, kind, false, null, List.of(), about));
    }

    /** A constant that may be left out. */
    public Builder may(String name, Class<? extends Enum<?>> constants, String about) {
      return add(new Field(name, Kind.STRING, false, null, names(constants), about));
    }

    /** A constant that has to be there. */
    public Builder need(String name, Class<? extends Enum<?>> constants, String about) {
      return add(new Field(name, Kind.STRING, true, null, names(constants), about));
    }

    /** Members within a member. */
    public Builder nested(String name, boolean required, Fields nested, String about) {
      return add(new Field(name, Kind.OBJECT, required, nested, List.of(), about));
    }

    private Builder add(Field field) {
      members.add(field);
      return this;
    }

    private static List<String> names(Class<? extends Enum<?>> constants) {
      List<String> names = new ArrayList<>();
      for (Enum<?> constant : constants.getEnumConstants()) {
        names.add(constant.name());
      }
      return names;
    }

    /** {@return the members} */
    public Fields build() {
      return new Fields(members);
    }
  }
}
