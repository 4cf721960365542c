package io.scp2p.examples.node.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Requests written by hand, with headers that no library would send. */
final class Raw {
  private static final int PATIENCE_MILLIS = 60_000;

  private Raw() {}

  /** What came back. */
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  static Answer get(DaemonFleet.One one, String path, String... headers) throws IOException {
    return send(one, "GET", path, withToken(one, headers), new byte[0]);
  }

  static Answer head(DaemonFleet.One one, String path) throws IOException {
    return send(one, "HEAD", path, withToken(one), new byte[0]);
  }

  static Answer put(DaemonFleet.One one, String path, byte[] body) throws IOException {
    return send(one, "PUT", path, withToken(one, "Content-Type: application/octet-stream"), body);
  }

  private static List<String> withToken(DaemonFleet.One one, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Host: 127.0.0.1:" + one.port());
    all.add("Authorization: Bearer " + one.token());
    return all;
  }

  /** Sends exactly this; the connection is closed after it. */
  static Answer send(
      DaemonFleet.One one, String method, String path, List<String> headers, byte[] body)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
      headers.forEach(header -> head.append(header).append("\r\n"));
      head.append("Connection: close\r\n");
      if (body.length > 0) {
        head.append("Content-Length: ").append(body.length).append("\r\n");
      }
      head.append("\r\n");
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      try {
        out.write(body);
        out.flush();
      } catch (IOException refused) {
        // The answer to a body that is too large may come before its end.
      }
      return read(socket.getInputStream(), method.equals("HEAD"));
    }
  }

  static Answer read(InputStream in, boolean headOnly) throws IOException {
    String[] first = line(in).split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
    byte[] body = headOnly ? in.readAllBytes() : chunked ? chunks(in) : in.readAllBytes();
    return new Answer(Integer.parseInt(first[1]), headers, body);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in).strip(), 16);
      if (size == 0) {
        return all.toByteArray();
      }
      all.write(in.readNBytes(size));
      line(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
