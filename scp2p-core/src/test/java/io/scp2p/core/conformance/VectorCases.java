package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.upokecenter.cbor.CBORObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;

/** Tests of one file of vectors that holds a list of cases for each kind. */
final class VectorCases {
  /** A check that may throw what its subject throws. */
  @FunctionalInterface
  interface Check {
    void run(CBORObject testCase) throws Exception;
  }

  private final List<DynamicTest> tests = new ArrayList<>();
  private final String name;
  private final CBORObject file;
  private final Consumer<String> ran;

  /** Each case that was run is told as {@code name-kind}. */
  VectorCases(String name, CBORObject file, Consumer<String> ran) {
    this.name = name;
    this.file = file;
    this.ran = ran;
  }

  /** Every case of a kind, of which there must be one. */
  VectorCases with(String kind, Check check) {
    CBORObject cases = file.get(kind);
    assertThat(cases.size()).as(kind).isPositive();
    for (int i = 0; i < cases.size(); i++) {
      CBORObject testCase = cases.get(i);
      tests.add(
          dynamicTest(
              name + "/" + kind + "-" + i,
              () -> {
                ran.accept(name + "-" + kind);
                check.run(testCase);
              }));
    }
    return this;
  }

  List<DynamicTest> all() {
    return tests;
  }
}
