package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.wire.Bytes;

/** One vector of a file. */
record Vector(String id, String kind, CBORObject json) {
  static Vector of(CBORObject json) {
    return new Vector(json.get("id").AsString(), json.get("kind").AsString(), json);
  }

  CBORObject input() {
    return json.get("input");
  }

  CBORObject input(String name) {
    return input().get(name);
  }

  String inputText(String name) {
    return input(name).AsString();
  }

  Bytes inputBytes(String name) {
    return Json.bytes(input(name));
  }

  CBORObject expected(String name) {
    return json.get("expected").get(name);
  }

  /** How binding a verdict is: must, should or may. */
  String level() {
    return json.ContainsKey("level") ? json.get("level").AsString() : "must";
  }

  boolean accepted() {
    return expected("verdict").AsString().equals("accept");
  }

  String reason() {
    return expected("reason").AsString();
  }

  void expect(String name, Bytes actual) {
    assertThat(actual.hex()).as(name).isEqualTo(Json.bytes(expected(name)).hex());
  }

  void expect(String name, byte[] actual) {
    expect(name, Bytes.wrap(actual));
  }

  void expect(String name, long actual) {
    assertThat(Long.toUnsignedString(actual)).as(name).isEqualTo(Json.digits(expected(name)));
  }

  /** Holds a verdict against the vector, and remembers what was decided beyond duty. */
  void expectVerdict(String actual) {
    String wanted = expected("verdict").AsString();
    if (Choices.BEYOND.containsKey(id)) {
      assertThat(level()).as("a choice needs room").isNotEqualTo("must");
      assertThat(actual).as("no choice any more: remove it from Choices").isNotEqualTo(wanted);
    } else {
      assertThat(actual).as("verdict").isEqualTo(wanted);
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
