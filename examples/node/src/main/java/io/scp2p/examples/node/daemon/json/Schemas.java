package io.scp2p.examples.node.daemon.json;

import io.scp2p.api.PeerAddress;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON schemas of records, made from the same shapes that records are written with: what is
 * documented is what is sent.
 */
public final class Schemas {
  private static final String REFERENCE = "#/components/schemas/";

  private final Map<String, Object> components = new TreeMap<>();
  private final Map<String, Class<?>> owners = new TreeMap<>();

  /** Every record met so far, by name. */
  public Map<String, Object> components() {
    return components;
  }

  /** The schema of a type; records are referred to by name. */
  public Map<String, Object> of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic);
    }
    if (type instanceof WildcardType wildcard) {
      return of(wildcard.getUpperBounds()[0]);
    }
    return type instanceof Class<?> plain ? plain(plain) : Members.of();
  }

  private Map<String, Object> generic(ParameterizedType type) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (Collection.class.isAssignableFrom(raw)) {
      return Members.of("type", "array", "items", of(arguments[0]));
    }
    if (Map.class.isAssignableFrom(raw)) {
      return Members.of("type", "object", "additionalProperties", of(arguments[1]));
    }
    return plain(raw);
  }

  private Map<String, Object> plain(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return Members.of("type", "boolean");
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return Members.of("type", "integer");
    }
    if (type == double.class || type == Duration.class) {
      return Members.of("type", "number");
    }
    if (type == Instant.class) {
      return Members.of("type", "string", "format", "date-time");
    }
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      List<String> names = Arrays.stream(constants).map(c -> ((Enum<?>) c).name()).toList();
      // Codes grow; the table is in docs/error-codes.md.
      return names.size() > 50
          ? Members.of("type", "string")
          : Members.of("type", "string", "enum", names);
    }
    if (Scalars.isText(type)) {
      return Members.of("type", "string");
    }
    if (type == PeerAddress.RelayRoute.class) {
      return Members.of("type", "object");
    }
    if (type.isRecord()) {
      return reference(type);
    }
    return Map.class.isAssignableFrom(type) ? Members.of("type", "object") : Members.of();
  }

  private Map<String, Object> reference(Class<?> type) {
    String name = type.getSimpleName().equals("Body") ? "Error" : type.getSimpleName();
    Class<?> owner = owners.putIfAbsent(name, type);
    if (owner != null && owner != type) {
      throw new IllegalStateException(owner + " and " + type + " have one name");
    }
    if (owner == null) {
      components.put(name, object(ApiShapes.of(type)));
    }
    return Members.of("$ref", REFERENCE + name);
  }

  private Map<String, Object> object(Shape shape) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Shape.Member member : shape.members()) {
      Map<String, Object> schema = of(member.type());
      properties.put(
          member.name(),
          member.nullable() && !schema.isEmpty()
              ? Members.of("anyOf", List.of(schema, Members.of("type", "null")))
              : schema);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("properties", properties);
    object.put("required", List.copyOf(properties.keySet()));
    return object;
  }
}
