package io.scp2p.examples.node.daemon.content;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a stranger's file may be to a browser: a picture, sound, a film, plain text, or bytes to
 * keep. Nothing that could run, or style a page, is ever sent under its own type: the pages of the
 * daemon allow scripts of their own origin, and this is the same origin.
 */
final class MediaTypes {
  static final String BYTES = "application/octet-stream";

  private static final String TEXT = "text/plain; charset=utf-8";

  private static final Map<String, String> BY_ENDING =
      Map.ofEntries(
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("avif", "image/avif"),
          Map.entry("bmp", "image/bmp"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("oga", "audio/ogg"),
          Map.entry("opus", "audio/ogg"),
          Map.entry("flac", "audio/flac"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("m4v", "video/mp4"),
          Map.entry("webm", "video/webm"),
          Map.entry("ogv", "video/ogg"),
          Map.entry("mkv", "video/x-matroska"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("txt", TEXT),
          Map.entry("md", TEXT),
          Map.entry("log", TEXT),
          Map.entry("csv", TEXT));

  private static final Set<String> SHOWN = Set.copyOf(BY_ENDING.values());

  private MediaTypes() {}

  /** The type to send: what the publisher says counts only if it is one of those shown. */
  static String of(@Nullable String said, String name) {
    String plain = said == null ? "" : said.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (plain.equals("text/plain")) {
      return TEXT;
    }
    if (SHOWN.contains(plain)) {
      return plain;
    }
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    // A publisher who says otherwise is believed: then it is bytes.
    return plain.isEmpty() || plain.equals(BYTES) ? BY_ENDING.getOrDefault(ending, BYTES) : BYTES;
  }

  /** Whether a browser shows it in place (RFC 6266), and under which name it is kept. */
  static String disposition(String type, String name, boolean download) {
    String kind = download || type.equals(BYTES) ? "attachment" : "inline";
    return kind + "; filename=\"" + ascii(name) + "\"; filename*=UTF-8''" + encoded(name);
  }

  private static String ascii(String name) {
    StringBuilder out = new StringBuilder();
    name.codePoints()
        .forEach(c -> out.append(isPlain(c) || " ()+,=@".indexOf(c) >= 0 ? (char) c : '_'));
    return out.toString();
  }

  /** RFC 8187. */
  private static String encoded(String name) {
    StringBuilder out = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      out.append(isPlain(c) ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return out.toString();
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }
}
