package io.scp2p.examples.node.daemon.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads RFC 8259 strictly: objects as maps in their order, arrays as lists, whole numbers as {@code
 * Long}, others as {@code Double}. Depth, members and digits are bounded; a member given twice is
 * refused, because two readers might disagree on which one counts.
 */
public final class JsonReader {
  /** Deeper than any request of the interface. */
  public static final int MAX_DEPTH = 16;

  /** Elements and members of one text, all together: each costs some hundred bytes. */
  public static final int MAX_VALUES = 200_000;

  private static final int MAX_DIGITS = 32;

  private final String text;
  private int position;
  private int values;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads one value that is the whole text.
   *
   * @return a map, list, string, number, boolean or null
   */
  public static @Nullable Object read(String text) throws JsonException {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value(0);
    reader.space();
    if (reader.position < text.length()) {
      throw reader.wrong("something follows the value");
    }
    return value;
  }

  private @Nullable Object value(int depth) throws JsonException {
    if (depth > MAX_DEPTH) {
      throw wrong("nested too deeply");
    }
    if (++values > MAX_VALUES) {
      throw wrong("too many values");
    }
    space();
    char c = peek();
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) throws JsonException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    position++;
    space();
    if (peek() == '}') {
      position++;
      return members;
    }
    while (true) {
      space();
      if (peek() != '"') {
        throw wrong("a name was expected");
      }
      String name = string();
      space();
      expect(':');
      if (members.containsKey(name)) {
        throw wrong("a member is there twice");
      }
      members.put(name, value(depth + 1));
      space();
      if (peek() == ',') {
        position++;
        continue;
      }
      expect('}');
      return members;
    }
  }

  private List<@Nullable Object> array(int depth) throws JsonException {
    List<@Nullable Object> elements = new ArrayList<>();
    position++;
    space();
    if (peek() == ']') {
      position++;
      return elements;
    }
    while (true) {
      elements.add(value(depth + 1));
      space();
      if (peek() == ',') {
        position++;
        continue;
      }
      expect(']');
      return elements;
    }
  }

  private String string() throws JsonException {
    StringBuilder out = new StringBuilder();
    position++;
    while (true) {
      char c = peek();
      position++;
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        throw wrong("a control character in a string");
      }
      out.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() throws JsonException {
    char c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("an unknown escape");
    };
  }

  private char unicode() throws JsonException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      // Character.digit also takes digits of other scripts.
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw wrong("four hexadecimal digits were expected");
      }
      code = code * 16 + digit;
      position++;
    }
    return (char) code;
  }

  private @Nullable Object word(String word, @Nullable Object value) throws JsonException {
    if (!text.startsWith(word, position)) {
      throw wrong("not a value");
    }
    position += word.length();
    return value;
  }

  private Number number() throws JsonException {
    int start = position;
    if (peek() == '-') {
      position++;
    }
    int whole = digits();
    boolean leadingZero = whole > 1 && text.charAt(position - whole) == '0';
    boolean fraction = skip('.') && digits() > 0;
    boolean exponent = false;
    if (position < text.length() && "eE".indexOf(text.charAt(position)) >= 0) {
      position++;
      if (position < text.length() && "+-".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
      exponent = digits() > 0;
    }
    String digits = text.substring(start, position);
    if (leadingZero || digits.length() > MAX_DIGITS) {
      throw wrong("not a number");
    }
    try {
      if (!fraction && !exponent) {
        return Long.valueOf(digits);
      }
      Double number = Double.valueOf(digits);
      if (number.isInfinite()) {
        throw wrong("not a number, or too large");
      }
      return number;
    } catch (NumberFormatException e) {
      throw wrong("not a number, or too large");
    }
  }

  private int digits() throws JsonException {
    int start = position;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      position++;
    }
    if (position == start) {
      throw wrong("not a value");
    }
    return position - start;
  }

  private boolean skip(char c) {
    if (position < text.length() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char c) throws JsonException {
    if (peek() != c) {
      throw wrong("'" + c + "' was expected");
    }
    position++;
  }

  private char peek() throws JsonException {
    if (position >= text.length()) {
      throw wrong("the text ends too early");
    }
    return text.charAt(position);
  }

  private void space() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private JsonException wrong(String what) {
    return new JsonException(what, position);
  }
}
