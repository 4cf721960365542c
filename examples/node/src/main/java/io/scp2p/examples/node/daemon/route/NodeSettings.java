package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.config.NodeRole;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.vault.Coding;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a configuration of settings by name, such as {@code network.tcpPort}. Names and types are
 * those of the builders of {@link NodeConfig}: a setting added there can be set here at once.
 */
final class NodeSettings {
  private static final String ROLE = "role";

  /** So much of a wrong value is repeated. */
  private static final int MAX_SHOWN = 80;

  private static final Map<String, String> PLAIN =
      Map.of(
          "int", "a whole number less than 2^31",
          "long", "a whole number less than 2^63",
          "double", "a number",
          "boolean", "true or false",
          "java.lang.String", "a text");

  private NodeSettings() {}

  /** The configuration, or {@link ErrorCode#INVALID_CONFIG} with the name of what is wrong. */
  static NodeConfig build(Map<String, ?> settings) {
    NodeConfig.Builder builder = NodeConfig.builder();
    Map<String, Map<String, Object>> sections = new TreeMap<>();
    settings.forEach(
        (name, value) -> {
          int dot = name.indexOf('.');
          if (name.equals(ROLE)) {
            builder.role((NodeRole) converted(name, NodeRole.class, value));
          } else if (dot < 0) {
            throw unknown(name);
          } else {
            sections
                .computeIfAbsent(name.substring(0, dot), key -> new TreeMap<>())
                .put(name.substring(dot + 1), value);
          }
        });
    sections.forEach((section, values) -> apply(builder, section, values));
    return builder.build();
  }

  private static void apply(
      NodeConfig.Builder builder, String section, Map<String, Object> values) {
    RecordComponent component =
        Arrays.stream(NodeConfig.class.getRecordComponents())
            .filter(c -> c.getName().equals(section) && !section.equals(ROLE))
            .findFirst()
            .orElseThrow(() -> unknown(section));
    UnaryOperator<Object> edit =
        sectionBuilder -> {
          values.forEach((name, value) -> set(sectionBuilder, section + "." + name, name, value));
          return sectionBuilder;
        };
    try {
      Method method = NodeConfig.Builder.class.getMethod(component.getName(), UnaryOperator.class);
      method.invoke(builder, edit);
    } catch (InvocationTargetException e) {
      throw cause(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("NodeConfig has no section " + section, e);
    }
  }

  private static void set(Object builder, String whole, String name, @Nullable Object value) {
    Method setter =
        Arrays.stream(builder.getClass().getMethods())
            .filter(m -> m.getName().equals(name) && m.getParameterCount() == 1)
            .filter(m -> m.getDeclaringClass() == builder.getClass())
            .findFirst()
            .orElseThrow(() -> unknown(whole));
    try {
      setter.invoke(builder, converted(whole, setter.getGenericParameterTypes()[0], value));
    } catch (InvocationTargetException e) {
      throw cause(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot set " + whole, e);
    }
  }

  private static RuntimeException cause(InvocationTargetException e) {
    if (e.getCause() instanceof RuntimeException plain) {
      return plain;
    }
    return new IllegalStateException(e);
  }

  /** What JSON, or the command line, has given, as the setter wants it. */
  private static Object converted(String name, Type type, @Nullable Object value) {
    try {
      Object result = value == null ? null : convert(type, value);
      if (result != null) {
        return result;
      }
    } catch (ArithmeticException | IllegalArgumentException | ClassCastException e) {
      throw wrong(name, type, value);
    }
    throw wrong(name, type, value);
  }

  private static @Nullable Object convert(Type type, Object value) {
    if (type == int.class && value instanceof Number number) {
      return Math.toIntExact(whole(number));
    }
    if (type == long.class && value instanceof Number number) {
      return whole(number);
    }
    if (type == double.class && value instanceof Number number) {
      return number.doubleValue();
    }
    if (type == boolean.class && value instanceof Boolean) {
      return value;
    }
    if (type == String.class && value instanceof String) {
      return value;
    }
    if (type == Duration.class && value instanceof Number seconds) {
      return Duration.ofNanos(
          new BigDecimal(seconds.toString()).movePointRight(9).longValueExact());
    }
    if (type == Coding.class) {
      return coding(value);
    }
    if (type instanceof Class<?> constants && constants.isEnum()) {
      return constant(constants, (String) value);
    }
    return value instanceof List<?> list ? listOf(type.getTypeName(), list) : null;
  }

  private static long whole(Number number) {
    return new BigDecimal(number.toString()).longValueExact();
  }

  private static @Nullable Object constant(Class<?> constants, String name) {
    return Arrays.stream(constants.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Object coding(Object value) {
    if (value instanceof Map<?, ?> map
        && map.get("dataShards") instanceof Number data
        && map.get("parityShards") instanceof Number parity) {
      return new Coding(Math.toIntExact(whole(data)), Math.toIntExact(whole(parity)));
    }
    return value instanceof Coding ? value : null;
  }

  private static @Nullable Object listOf(String type, List<?> list) {
    if (type.contains(BootstrapAddress.class.getName())) {
      return list.stream()
          .map(one -> one instanceof BootstrapAddress a ? a : BootstrapAddress.parse((String) one))
          .toList();
    }
    if (type.contains(InetSocketAddress.class.getName())) {
      return list.stream()
          .map(one -> one instanceof InetSocketAddress a ? a : literal((String) one))
          .toList();
    }
    return null;
  }

  /** Addresses are literals here as everywhere: nothing looks up names. */
  private static InetSocketAddress literal(String text) {
    return BootstrapAddress.parse(text).endpoint().address();
  }

  private static Scp2pException unknown(String name) {
    return new Scp2pException(
        ErrorCode.INVALID_CONFIG, "There is no setting " + name + ".", Map.of("setting", name));
  }

  private static Scp2pException wrong(String name, Type type, @Nullable Object value) {
    String wanted = wanted(type);
    String text =
        wanted == null
            // Its value may hold a password: not repeated.
            ? name + " is for the program that starts the node, and cannot be set here."
            : name + " must be " + wanted + ", not " + shown(value) + ".";
    return new Scp2pException(ErrorCode.INVALID_CONFIG, text, Map.of("setting", name));
  }

  private static String shown(@Nullable Object value) {
    String json = JsonWriter.write(value);
    return json.length() <= MAX_SHOWN ? json : json.substring(0, MAX_SHOWN) + "…";
  }

  /** What {@link #convert} takes, in words; null if it takes nothing. */
  private static @Nullable String wanted(Type type) {
    String name = type.getTypeName();
    if (type instanceof Class<?> constants && constants.isEnum()) {
      return "one of "
          + Arrays.stream(constants.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    if (type == Duration.class) {
      return "a number of seconds";
    }
    if (type == Coding.class) {
      return "an object such as {\"dataShards\":4,\"parityShards\":2}";
    }
    if (name.contains(BootstrapAddress.class.getName())
        || name.contains(InetSocketAddress.class.getName())) {
      return "a list of addresses such as [\"tcp://192.0.2.1:7001\"]";
    }
    return PLAIN.get(name);
  }
}
