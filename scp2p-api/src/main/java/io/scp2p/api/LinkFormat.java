package io.scp2p.api;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.FixedBytes;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text both kinds of link are written in: 64 bytes and a list of hints (specification section
 * 16). What is tolerated is what the reference tolerates.
 */
final class LinkFormat {
  static final String PREFIX = "scp2p://s/";

  private static final String HINTS = "bp";
  private static final int HALF = 32;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private LinkFormat() {}

  /** What a link says. A community key has the form of a share key (specification section 1.2). */
  record Parts(ShareKey key, List<String> hints) {}

  static String format(FixedBytes id, FixedBytes key, List<String> hints) {
    byte[] payload = Arrays.copyOf(id.bytes(), 2 * HALF);
    System.arraycopy(key.bytes(), 0, payload, HALF, HALF);
    String link = PREFIX + ENCODER.encodeToString(payload);
    return hints.isEmpty() ? link : link + "?" + HINTS + "=" + encode(String.join(",", hints));
  }

  static Parts parse(String text) {
    if (text.length() > ShareLink.MAX_LENGTH) {
      throw invalid("The link is longer than " + ShareLink.MAX_LENGTH + " characters.", text);
    }
    String link = text.strip();
    if (!link.startsWith(PREFIX)) {
      throw invalid("The link does not start with " + PREFIX + ".", text);
    }
    int mark = link.indexOf('?');
    String payload = link.substring(PREFIX.length(), mark < 0 ? link.length() : mark);
    byte[] raw = decodePayload(payload, text);
    ShareKey key = ShareKey.of(Arrays.copyOfRange(raw, HALF, 2 * HALF));
    // The reference does not check this; whoever follows by id alone then trusts anybody's head.
    if (!key.id().equals(ShareId.of(Arrays.copyOf(raw, HALF)))) {
      throw invalid("The id in the link is not the hash of the key in it.", text);
    }
    return new Parts(key, mark < 0 ? List.of() : hints(link.substring(mark + 1)));
  }

  /** The standard alphabet is accepted too; padding and stray bits at the end are not. */
  private static byte[] decodePayload(String payload, String text) {
    String urlSafe = payload.replace('+', '-').replace('/', '_');
    byte[] raw;
    try {
      raw = Base64.getUrlDecoder().decode(urlSafe);
    } catch (IllegalArgumentException e) {
      throw invalid("The part after the prefix is not base64url.", text);
    }
    if (raw.length != 2 * HALF || !ENCODER.encodeToString(raw).equals(urlSafe)) {
      throw invalid("The part after the prefix is not base64url of 64 bytes.", text);
    }
    return raw;
  }

  /**
   * The first {@code bp} counts; other parameters are ignored. Decoded twice, as the reference
   * does. A hint that cannot be one is dropped rather than spoiling the link.
   */
  private static List<String> hints(String query) {
    return Arrays.stream(query.split("&", -1))
        .filter(parameter -> parameter.startsWith(HINTS + "="))
        .findFirst()
        .map(parameter -> parameter.substring(HINTS.length() + 1).replace('+', ' '))
        .map(value -> decode(decode(value)))
        .stream()
        .flatMap(joined -> Arrays.stream(joined.split(",", -1)))
        .map(String::strip)
        .filter(LinkFormat::isHint)
        .limit(ShareLink.MAX_HINTS)
        .toList();
  }

  /** Survives being written and read again: no comma, no percent sign, no space, plain ASCII. */
  static boolean isHint(String text) {
    return !text.isEmpty()
        && text.length() <= BootstrapAddress.MAX_LENGTH
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',' && c != '%');
  }

  /** Percent-encodes everything but the unreserved characters of RFC 3986. */
  private static String encode(String text) {
    return text.chars()
        .mapToObj(
            c -> isUnreserved(c) ? Character.toString(c) : String.format(Locale.ROOT, "%%%02X", c))
        .collect(Collectors.joining());
  }

  private static boolean isUnreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-_.~".indexOf(c) >= 0;
  }

  /** Decodes what is a proper escape and leaves everything else as it is. */
  private static String decode(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length && in[i] == '%' ? Character.digit(in[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
      if (low < 0) {
        out.write(in[i]);
      } else {
        out.write(high << 4 | low);
        i += 2;
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The text itself stays out of the error: whoever has a link can follow what it names. */
  static Scp2pException invalid(String why, String text) {
    return new Scp2pException(
        ErrorCode.INVALID_LINK, why, Map.of("length", Integer.toString(text.length())));
  }
}
