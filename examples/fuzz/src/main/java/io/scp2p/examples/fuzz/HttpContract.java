package io.scp2p.examples.fuzz;

import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import io.scp2p.api.error.Advice;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.examples.node.daemon.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What docs/http-api.md promises about every answer, whatever the request was. */
final class HttpContract {
  private static final List<String> ALWAYS =
      List.of(
          "content-security-policy",
          "x-content-type-options",
          "referrer-policy",
          "x-frame-options",
          "cross-origin-opener-policy",
          "cross-origin-resource-policy",
          "permissions-policy");

  /** Codes of the interface itself, with their status. */
  private static final Map<String, Integer> OWN =
      Map.ofEntries(
          Map.entry("HTTP_UNAUTHORIZED", 401),
          Map.entry("HTTP_FORBIDDEN_HOST", 403),
          Map.entry("HTTP_FORBIDDEN_ORIGIN", 403),
          Map.entry("HTTP_NOT_FOUND", 404),
          Map.entry("HTTP_METHOD_NOT_ALLOWED", 405),
          Map.entry("HTTP_TIMED_OUT", 408),
          Map.entry("HTTP_BODY_TOO_LARGE", 413),
          Map.entry("HTTP_UNSUPPORTED_MEDIA_TYPE", 415),
          Map.entry("HTTP_RANGE", 416),
          Map.entry("HTTP_MALFORMED", 400),
          Map.entry("HTTP_TOO_MANY", 429));

  private static final Set<String> ERROR =
      Set.of("code", "number", "message", "action", "retryable", "details");

  /** Only what Java says of itself looks so. */
  private static final List<String> INSIDES =
      List.of("\tat ", "\\tat ", "Exception", "java.lang", "java.util", "io.scp2p.", "reactor.");

  private static final Set<Integer> OF_BYTES = Set.of(200, 206, 303, 304);
  private static final int FIRST_ERROR = 400;
  private static final int ERROR_SLACK = 8 << 10;

  /** A byte of the request may be six in JSON, and more in a page. */
  private static final int ECHO = 8;

  private HttpContract() {}

  /** Of every answer. */
  static void check(HttpAnswer answer, boolean toHead, byte[] request, HttpDaemon daemon) {
    for (String name : ALWAYS) {
      Finding.unless(!answer.header(name).isEmpty(), "no " + name + ": " + said(answer));
    }
    Finding.unless(
        answer.headers().keySet().stream().noneMatch(name -> name.startsWith("access-control")),
        "another site may read it: " + said(answer));
    String text = answer.text();
    String asked = new String(request, StandardCharsets.UTF_8);
    String address = asked.substring(0, Math.max(0, asked.indexOf('\r')));
    for (String secret : List.of(daemon.token(), daemon.cookie())) {
      // Whoever writes it into an address may be told what is wrong with that.
      Finding.unless(
          !text.contains(secret) || address.contains(secret),
          "a secret in the body: " + said(answer));
    }
    Finding.unless(!daemon.hasFailed(), "a bug of ours in the log: " + said(answer));
    if (answer.status() >= FIRST_ERROR && !toHead) {
      Finding.unless(
          answer.body().length <= ERROR_SLACK + ECHO * request.length,
          "an error of " + answer.body().length + " bytes");
      for (String inside : INSIDES) {
        Finding.unless(
            !text.contains(inside) || asked.contains(inside),
            "insides of the program: " + said(answer));
      }
      error(answer);
    }
  }

  /** An error in its documented form, in JSON or as a page. */
  private static void error(HttpAnswer answer) {
    if (answer.header("content-type").startsWith("text/html")) {
      code(
          answer, answer.text().replaceAll("(?s).*<p class=\"muted small mono\">\\d+ |</p>.*", ""));
      return;
    }
    Finding.unless(
        answer.header("content-type").equals("application/json"), "not JSON: " + said(answer));
    CBORObject error = json(answer).get("error");
    Finding.unless(
        error != null && error.getType() == CBORType.Map && names(error).equals(ERROR),
        "not the form of an error: " + said(answer));
    String code = error.get("code").AsString();
    boolean isOurs = OWN.containsKey(code);
    boolean numbered =
        isOurs
            ? error.get("number").isNull()
            : !error.get("number").isNull()
                && known(code)
                && ErrorCode.valueOf(code).number() == error.get("number").AsInt32();
    Finding.unless(numbered, "not the number of its code: " + said(answer));
    code(answer, code);
  }

  private static void code(HttpAnswer answer, String code) {
    if (OWN.containsKey(code)) {
      Finding.unless(
          OWN.get(code) == answer.status(), "not the status of its code: " + said(answer));
      return;
    }
    Finding.unless(known(code), "a code that nobody knows: " + said(answer));
    Advice advice = ErrorCode.valueOf(code).advice();
    Finding.unless(advice != Advice.REPORT, "a bug of ours: " + said(answer));
    Finding.unless(
        advice != Advice.FIX_THE_CALL || answer.status() < 500 || answer.status() == 501,
        "the caller's mistake as ours: " + said(answer));
  }

  private static boolean known(String code) {
    return Arrays.stream(ErrorCode.values()).anyMatch(each -> each.name().equals(code));
  }

  /** An answer of a route that did what was asked: its documented status and form. */
  static void done(HttpAnswer answer, Route route) {
    boolean streamed =
        route.gives().form() == Route.Form.BYTES || route.gives().form() == Route.Form.EVENTS;
    Finding.unless(
        streamed
            ? OF_BYTES.contains(answer.status())
            : answer.status() == route.gives().status() || answer.status() == 204,
        "not a status of " + route.pattern() + ": " + said(answer));
    if (streamed || route.method().equals("HEAD")) {
      return;
    }
    switch (route.gives().form()) {
      case NOTHING -> Finding.unless(answer.body().length == 0, "not nothing: " + said(answer));
      case LIST ->
          Finding.unless(
              names(json(answer)).equals(Set.of("items", "next")), "no list: " + said(answer));
      default ->
          Finding.unless(json(answer).getType() == CBORType.Map, "not an object: " + said(answer));
    }
  }

  private static CBORObject json(HttpAnswer answer) {
    try {
      return CBORObject.FromJSONBytes(answer.body());
    } catch (CBORException e) {
      throw new Finding("not JSON: " + said(answer), e);
    }
  }

  private static Set<String> names(CBORObject object) {
    return object.getType() == CBORType.Map
        ? object.getKeys().stream()
            .map(CBORObject::AsString)
            .collect(Collectors.toCollection(TreeSet::new))
        : Set.of();
  }

  static String said(HttpAnswer answer) {
    String text = answer.text();
    return answer.status()
        + " "
        + answer.headers()
        + " "
        + text.substring(0, Math.min(text.length(), 400));
  }
}
