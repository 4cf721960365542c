package io.scp2p.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.examples.fuzz.HttpRequest.Framing;
import io.scp2p.examples.fuzz.HttpRequest.Who;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the targets of the daemon object to, and what they keep within its box. */
class HttpContractTest {
  private static final byte[] ASKED = "GET /x".getBytes(StandardCharsets.UTF_8);

  private static HttpAnswer answer(int status, String body) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("content-type", "application/json");
    for (String name :
        List.of(
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "x-frame-options",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "permissions-policy")) {
      headers.put(name, "x");
    }
    return new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8), false);
  }

  private static String error(String code, String number, String message) {
    return "{\"error\":{\"code\":\"%s\",\"number\":%s,\"message\":\"%s\",\"action\":\"a\","
            .formatted(code, number, message)
        + "\"retryable\":false,\"details\":{}}}";
  }

  private static void check(HttpAnswer answer) {
    HttpContract.check(answer, false, ASKED, HttpDaemon.running());
  }

  private static void objects(HttpAnswer answer, String words) {
    assertThatThrownBy(() -> check(answer)).isInstanceOf(Finding.class).hasMessageContaining(words);
  }

  @Test
  void whatIsNotPromisedIsFound() {
    assertThatCode(() -> check(answer(404, error("HTTP_NOT_FOUND", "null", "m"))))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(answer(400, error("INVALID_ARGUMENT", "1001", "m"))))
        .doesNotThrowAnyException();
    objects(answer(500, error("INTERNAL", "9001", "m")), "a bug of ours");
    objects(answer(400, error("HTTP_NOT_FOUND", "null", "m")), "not the status");
    objects(answer(400, error("INVALID_ARGUMENT", "1", "m")), "not the number");
    objects(answer(400, error("SOMETHING", "1", "m")), "not the number");
    objects(answer(500, error("INVALID_ARGUMENT", "1001", "m")), "as ours");
    objects(answer(404, error("HTTP_NOT_FOUND", "null", "java.lang.Error")), "insides");
    objects(answer(404, error("HTTP_NOT_FOUND", "null", "m".repeat(20_000))), "bytes");
    objects(answer(404, "{}"), "not the form");
    objects(answer(404, "{"), "not JSON");
    objects(answer(200, HttpDaemon.running().token()), "a secret");
    HttpAnswer bare = answer(200, "");
    bare.headers().remove("permissions-policy");
    objects(bare, "no permissions-policy");
    HttpAnswer open = answer(200, "");
    open.headers().put("access-control-allow-origin", "*");
    objects(open, "another site");
  }

  @Test
  void answersAreReadStrictly() throws IOException {
    assertThat(read("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab").text()).isEqualTo("ab");
    assertThat(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n").status())
        .isEqualTo(204);
    String chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n";
    assertThat(read(chunked + "\r\n1\r\na\r\n0\r\n\r\n").text()).isEqualTo("a");
    for (String bad :
        List.of(
            "HTTP/1.1 200 OK\n\n",
            "HTTP/2 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nname\r\n\r\n",
            "HTTP/1.1 200 OK\r\nname: a\u0000\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nwithout an end",
            "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            chunked + "content-length: 1\r\n\r\n1\r\na\r\n0\r\n\r\n",
            chunked + "\r\nzz\r\n",
            chunked + "\r\n1\r\nab\r\n0\r\n\r\n")) {
      assertThatThrownBy(() -> read(bad)).as(bad).isInstanceOf(Finding.class);
    }
  }

  private static HttpAnswer read(String text) throws IOException {
    return HttpAnswer.read(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), false);
  }

  private static String sent(Who who, Framing framing, String lines, String body) {
    HttpRequest request =
        HttpRequest.of(new Input(HttpRequest.input(who, framing, 9, lines, body)));
    return new String(request.bytes(HttpDaemon.running()), StandardCharsets.ISO_8859_1);
  }

  /** Else the machine that runs this would be published, and written to. */
  @Test
  void whoIsLetInStaysWithinTheBox() {
    String box = HttpDaemon.running().box().toString();
    List<String> paths = new ArrayList<>(List.of("/etc/x", "/", "/../..", "\\u002fetc"));
    paths.add(box + "/../x");
    for (String path : paths) {
      String sent =
          sent(Who.TOKEN, Framing.LENGTH, "POST /a", "{\"a\":[{\"b\":\"" + path + "\"}]}");
      assertThat(sent).as(path).contains("{\"a\":[{\"b\":\"" + box).doesNotContain("/..");
    }
    assertThat(sent(Who.TOKEN, Framing.LENGTH, "POST /a\ncontent-LENGTH: 1\nX: y", "{}"))
        .contains("X: y\r\n", "Content-Length: 2\r\n")
        .doesNotContain("content-LENGTH");
    assertThat(sent(Who.TOKEN, Framing.TOO_SHORT, "POST /a", "{}"))
        .contains("Content-Length: 2\r\n");
  }

  @Test
  void theTokenIsForThoseWhoAreLetIn() {
    String token = HttpDaemon.running().token();
    assertThat(sent(Who.TOKEN, Framing.NOT_AT_ALL, "GET /?{token}", "")).contains("/?" + token);
    for (Who who : List.of(Who.NOBODY, Who.ANOTHER_TOKEN, Who.ANOTHER_COOKIE)) {
      assertThat(sent(who, Framing.NOT_AT_ALL, "GET /?{token}\n{token}", ""))
          .doesNotContain(token, HttpDaemon.running().cookie());
    }
  }
}
