package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.OpaqueCbor;
import io.scp2p.core.wire.record.HelloExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/** The vectors of X1: values of the hello key {@code x}. */
final class HelloExtensionVectors {
  private final Consumer<String> ran;
  private final CBORObject file = VectorFiles.read("hello-extension.json");

  HelloExtensionVectors(Consumer<String> ran) {
    this.ran = ran;
  }

  List<DynamicTest> all() {
    List<DynamicTest> tests = new ArrayList<>();
    for (CBORObject testCase : file.get("accepted").getValues()) {
      tests.add(test("accepted", testCase, () -> accepted(testCase)));
    }
    for (CBORObject testCase : file.get("refused").getValues()) {
      tests.add(
          test(
              "refused",
              testCase,
              () -> assertThatThrownBy(() -> decoded(testCase)).isInstanceOf(WireException.class)));
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }

  private DynamicTest test(
      String kind, CBORObject testCase, org.junit.jupiter.api.function.Executable check) {
    return dynamicTest(
        "hello-extension/" + kind + " " + testCase.get("what").AsString(),
        () -> {
          ran.accept("hello-extension-" + kind);
          check.execute();
        });
  }

  private static HelloExtension decoded(CBORObject testCase) throws WireException {
    return HelloExtension.decode(OpaqueCbor.parse(Json.bytes(testCase.get("value")))).orElseThrow();
  }

  private static void accepted(CBORObject testCase) throws WireException {
    HelloExtension extension = decoded(testCase);
    CBORObject expected = testCase.get("expected");
    assertThat(CBORObject.FromObject(extension.offer().features()))
        .isEqualTo(expected.get("features"));
    assertThat(CBORObject.FromObject(extension.offer().limits())).isEqualTo(expected.get("limits"));
    assertThat(extension.binding()).isEqualTo(octets(expected.get("binding")));
    assertThat(extension.peerHello()).isEqualTo(octets(expected.get("peer_hello")));
    assertThat(extension.signature()).isEqualTo(octets(expected.get("sig")));
  }

  private static @Nullable Bytes octets(CBORObject value) {
    return value.isNull() ? null : Json.bytes(value);
  }
}
