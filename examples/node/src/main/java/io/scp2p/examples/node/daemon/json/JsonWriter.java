package io.scp2p.examples.node.daemon.json;

import io.scp2p.api.PeerAddress;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes records, collections, maps and single values. Beyond what JSON asks for, it escapes what
 * would mean something to a reader of HTML or of JavaScript: names in here are a stranger's words.
 */
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder(256);

  private JsonWriter() {}

  /** The value as JSON, on one line. */
  public static String write(@Nullable Object value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value);
    return writer.out.toString();
  }

  private void value(@Nullable Object value) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof Collection<?> elements) {
      array(elements);
    } else if (value instanceof Map<?, ?> members) {
      object(members);
    } else if (value instanceof PeerAddress.RelayRoute route) {
      object(Scalars.route(route));
    } else {
      single(value);
    }
  }

  private void single(Object value) {
    Object plain = Scalars.plain(value);
    if (plain instanceof String text) {
      string(text);
    } else if (plain instanceof BigDecimal number) {
      out.append(number.toPlainString());
    } else if (plain instanceof Double number && !Double.isFinite(number)) {
      // There is no such number in JSON: estimates without end become none.
      out.append("null");
    } else if (plain != null) {
      out.append(plain);
    } else if (value instanceof Record) {
      record(value);
    } else {
      throw new IllegalArgumentException("no JSON for " + value.getClass().getName());
    }
  }

  private void record(Object value) {
    out.append('{');
    String separator = "";
    for (Shape.Member member : ApiShapes.of(value.getClass()).members()) {
      out.append(separator);
      string(member.name());
      out.append(':');
      value(member.read().apply(value));
      separator = ",";
    }
    out.append('}');
  }

  private void object(Map<?, ?> members) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      out.append(separator);
      string(String.valueOf(Scalars.plain(Objects.requireNonNull(member.getKey()))));
      out.append(':');
      value(member.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private void array(Collection<?> elements) {
    out.append('[');
    String separator = "";
    for (Object element : elements) {
      out.append(separator);
      value(element);
      separator = ",";
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (mustEscape(c)) {
          out.append(String.format("\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }

  /**
   * Controls, what HTML looks at, line ends of JavaScript, bidi marks, and halves of characters.
   */
  private static boolean mustEscape(char c) {
    return c < ' '
        || (c >= 0x7f && c < 0xa0)
        || c == '<'
        || c == '>'
        || c == '&'
        || c == '\u2028'
        || c == '\u2029'
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || Character.isSurrogate(c);
  }
}
