package io.scp2p.examples.node.daemon.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the route for a method and an address. */
final class Router {
  private final List<Entry> entries;

  Router(List<Route> routes) {
    entries =
        routes.stream()
            .map(route -> new Entry(route, List.of(route.pattern().split("/", -1))))
            .toList();
  }

  /** A route and what its pattern stands for in this address. */
  record Match(Route route, Map<String, String> path) {}

  private record Entry(Route route, List<String> parts) {
    @Nullable Map<String, String> match(List<String> address) {
      boolean open = parts.get(parts.size() - 1).endsWith("*}");
      if (open ? address.size() < parts.size() : address.size() != parts.size()) {
        return null;
      }
      Map<String, String> found = new HashMap<>();
      for (int i = 0; i < parts.size(); i++) {
        String part = parts.get(i);
        if (part.endsWith("*}")) {
          found.put(
              part.substring(1, part.length() - 2),
              String.join("/", address.subList(i, address.size())));
        } else if (part.startsWith("{")) {
          found.put(part.substring(1, part.length() - 1), address.get(i));
        } else if (!part.equals(address.get(i))) {
          return null;
        }
      }
      return found;
    }

    /** Fixed parts win over variable ones. */
    int fixedParts() {
      int count = 0;
      for (String part : parts) {
        count += part.startsWith("{") ? 0 : 1;
      }
      return count;
    }
  }

  /** The route, or why there is none. */
  Match find(String method, String path) {
    List<String> address = split(path);
    TreeSet<String> allowed = new TreeSet<>();
    Match best = null;
    int bestFixed = -1;
    for (Entry entry : entries) {
      Map<String, String> found = entry.match(address);
      if (found == null) {
        continue;
      }
      allowed.add(entry.route.method());
      if (entry.route.method().equals(method) && entry.fixedParts() > bestFixed) {
        best = new Match(entry.route, found);
        bestFixed = entry.fixedParts();
      }
    }
    if (best != null) {
      return best;
    }
    throw allowed.isEmpty()
        ? HttpFailure.notFound("This address")
        : HttpFailure.of(
            405,
            "HTTP_METHOD_NOT_ALLOWED",
            "This address knows " + String.join(", ", allowed) + ".",
            "Use one of these.");
  }

  /**
   * The parts of a path, decoded each by itself: an encoded slash does not make a new part. How
   * many there are is bounded by how long a line the decoder of requests takes.
   */
  static List<String> split(String path) {
    if (!path.startsWith("/")) {
      throw HttpFailure.notFound("This address");
    }
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      parts.add(decoded(part));
    }
    return parts;
  }

  private static String decoded(String part) {
    byte[] bytes = new byte[part.length()];
    int count = 0;
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '%') {
        boolean whole = i + 2 < part.length();
        int high = whole ? Character.digit(part.charAt(i + 1), 16) : -1;
        int low = whole ? Character.digit(part.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw malformed();
        }
        bytes[count++] = (byte) (16 * high + low);
        i += 2;
      } else if (c > ' ' && c < 0x7f) {
        bytes[count++] = (byte) c;
      } else {
        throw malformed();
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, count))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static HttpFailure malformed() {
    return HttpFailure.of(
        400,
        "HTTP_MALFORMED",
        "The address is not percent-encoded UTF-8.",
        "Encode it as RFC 3986 says.");
  }
}
