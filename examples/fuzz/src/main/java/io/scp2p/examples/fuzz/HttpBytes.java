package io.scp2p.examples.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Bytes on the socket of the daemon: requests that no library sends, and other protocols. */
final class HttpBytes {
  private static final String END = "\r\n\r\n";
  private static final int WHOLE_MILLIS = 2_000;

  /** What is only begun is mostly not answered. */
  private static final int PART_MILLIS = 20;

  private static final String HOST = "\r\nHost: {host}\r\n";
  private static final String POST = "POST /api/v1/shares HTTP/1.1" + HOST;
  private static final String TWO =
      "GET / HTTP/1.1" + HOST + "\r\nGET /favicon.ico HTTP/1.1" + HOST + "\r\n";

  private HttpBytes() {}

  static List<byte[]> seeds() {
    return Stream.of(
            "GET / HTTP/1.1" + HOST + "\r\n",
            "GET /web/css/base.css HTTP/1.1" + HOST + "If-None-Match: \"x\"\r\n\r\n",
            "HEAD /favicon.ico HTTP/1.1" + HOST + "\r\n",
            TWO,
            "GET / HTTP/1.0" + HOST + "\r\n",
            "GET / HTTP/1.0\r\n\r\n",
            "GET /\r\n\r\n",
            "GET / HTTP/2.0" + HOST + "\r\n",
            "GET / HTTP/0.1" + HOST + "\r\n",
            "GET / HTTP/1.1" + HOST + "Host: {host}\r\n\r\n",
            "GET / HTTP/1.1\nHost: {host}\n\n",
            "\r\n\r\nGET / HTTP/1.1" + HOST + "\r\n",
            "GET http://{host}/ HTTP/1.1" + HOST + "\r\n",
            "GET /%2e%2e/%00 HTTP/1.1" + HOST + "\r\n",
            "GET /web/../daemon.token HTTP/1.1" + HOST + "\r\n",
            "GET /api/v1/status?" + "a=b&".repeat(300) + " HTTP/1.1" + HOST + "\r\n",
            "GET /" + "x".repeat(20_000) + " HTTP/1.1" + HOST + "\r\n",
            "GET / HTTP/1.1" + HOST + "X: " + "y".repeat(20_000) + "\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "X: one\r\n two\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "X : one\r\n: none\r\nnone\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "X: \u0000\u0001\u007f\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Cookie: scp2p-1=\"; $Version=1; ,;=\r\n\r\n",
            "GET /login?token=%ff HTTP/1.1" + HOST + "Accept: text/html\r\n\r\n",
            "OPTIONS * HTTP/1.1" + HOST + "Origin: http://evil.example\r\n\r\n",
            "CONNECT {host} HTTP/1.1" + HOST + "\r\n",
            "TRACE / HTTP/1.1" + HOST + "\r\n",
            "GET / HTTP/1.1"
                + HOST
                + "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
            "GET / HTTP/1.1"
                + HOST
                + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            POST + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            POST + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
            POST + "Content-Length: -1\r\n\r\n",
            POST + "Content-Length: 99999999999999999999\r\n\r\n",
            POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + TWO,
            POST + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n",
            POST + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
            POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            POST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
            POST + "Expect: the unexpected\r\nContent-Length: 2\r\n\r\n{}",
            POST + "Content-Length: 1000000\r\n\r\n{",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
            "SSH-2.0-client\r\n",
            "\u0000\u0000\u0000\u0000")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  /** Whether the first of them is. */
  static boolean isHead(String sent) {
    return sent.stripLeading().startsWith("HEAD");
  }

  /**
   * Every answer that came whole. Behind one to HEAD the next one begins where a body would, and
   * whether it was one is not for these bytes to say: then only the first is read.
   */
  static void read(HttpLine line, String sent, List<HttpAnswer> answers) throws IOException {
    // At the end of what is sent the daemon leaves, also if it was about to answer.
    line.await(sent.endsWith(END) ? WHOLE_MILLIS : PART_MILLIS);
    line.finish();
    boolean head = sent.contains("HEAD");
    while (line.hasMore()) {
      answers.add(line.answer(isHead(sent)));
      if (head) {
        return;
      }
    }
  }
}
