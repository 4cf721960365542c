package io.scp2p.examples.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One answer, read as strictly as RFC 9112 has it: what a browser forgives is a finding here.
 *
 * @param headers by lower-case name; several of one name stand in one text
 * @param body without its framing; of a stream of events the first part
 * @param last whether the connection ends with it, or has to be left
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record HttpAnswer(int status, Map<String, String> headers, byte[] body, boolean last) {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] [1-5]\\d\\d [\\x20-\\x7e]*");
  private static final Pattern HEADER =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+: [\\t\\x20-\\x7e\\x80-\\xff]*");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern CHUNK = Pattern.compile("[0-9a-fA-F]{1,7}");
  private static final int MAX_LINE = 32 << 10;
  private static final int MAX_HEADERS = 64;

  /** To who speaks no newer one. */
  private static final String OLD = "HTTP/1.0 ";

  private static final int CONTINUE = 100;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int STATUS_AT = 9;

  /** The next answer that is more than a word in between. */
  static HttpAnswer read(InputStream in, boolean toHead) throws IOException {
    while (true) {
      String first = line(in);
      Finding.unless(STATUS.matcher(first).matches(), "not a status line: " + shown(first));
      int status = Integer.parseInt(first.substring(STATUS_AT, STATUS_AT + 3));
      Map<String, String> headers = headers(in);
      if (status != CONTINUE) {
        return withBody(in, status, headers, toHead, first.startsWith(OLD));
      }
    }
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  boolean isStream() {
    return header("content-type").startsWith("text/event-stream");
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    int count = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      Finding.unless(HEADER.matcher(line).matches(), "not a header: " + shown(line));
      Finding.unless(++count <= MAX_HEADERS, "more than " + MAX_HEADERS + " headers");
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (one, other) -> one + ", " + other);
    }
    return headers;
  }

  private static HttpAnswer withBody(
      InputStream in, int status, Map<String, String> headers, boolean toHead, boolean old)
      throws IOException {
    String length = headers.get("content-length");
    String coding = headers.get("transfer-encoding");
    Finding.unless(length == null || coding == null, "both lengths in an answer: " + headers);
    Finding.unless(length == null || NUMBER.matcher(length).matches(), "a length of " + length);
    Finding.unless(coding == null || coding.equals("chunked"), "a coding of " + coding);
    boolean last = old || "close".equalsIgnoreCase(headers.getOrDefault("connection", ""));
    byte[] body;
    if (toHead || status == NO_CONTENT || status == NOT_MODIFIED) {
      body = new byte[0];
    } else if (length != null) {
      body = exactly(in, Integer.parseInt(length));
    } else if (coding != null) {
      boolean stream = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
      body = chunks(in, stream);
      last |= stream;
    } else {
      Finding.unless(last, "an answer without an end: " + status + " " + headers);
      body = in.readAllBytes();
    }
    return new HttpAnswer(status, headers, body, last);
  }

  /** Of a stream the first chunk only: it has no end. */
  private static byte[] chunks(InputStream in, boolean stream) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      String line = line(in);
      Finding.unless(CHUNK.matcher(line).matches(), "not the length of a chunk: " + shown(line));
      int size = Integer.parseInt(line, 16);
      all.writeBytes(exactly(in, size));
      Finding.unless(line(in).isEmpty(), "a chunk does not end");
      if (size == 0 || stream) {
        return all.toByteArray();
      }
    }
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("an answer ends after " + bytes.length + " of " + count);
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("an answer ends within a line");
      }
      if (b == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        Finding.unless(text.endsWith("\r"), "a line ends without CR: " + shown(text));
        return text.substring(0, text.length() - 1);
      }
      Finding.unless(line.size() < MAX_LINE, "a line without end");
      line.write(b);
    }
  }

  private static String shown(String line) {
    return HexFormat.of().formatHex(line.getBytes(StandardCharsets.ISO_8859_1));
  }
}
