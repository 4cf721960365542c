package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.upokecenter.cbor.CBORObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every vector of every file in {@code conformance-vectors}. A failure fails the build unless
 * it is listed in {@code known-failures.txt}, and so does a listed vector that passes.
 */
class ConformanceTest {
  private static final int REFERENCE_VALUES = 110;

  private static final Map<String, VectorRunner> RUNNERS = runners();
  private static final Set<String> KNOWN_FAILURES = VectorFiles.knownFailures();
  private static final Map<String, Integer> RAN = new TreeMap<>();

  private static Map<String, VectorRunner> runners() {
    Map<String, VectorRunner> all = new HashMap<>();
    all.putAll(KeyVectors.runners());
    all.putAll(RecordVectors.runners());
    all.putAll(SealVectors.runners());
    all.putAll(HandshakeVectors.runners());
    all.putAll(DhtVectors.runners());
    all.putAll(TextVectors.runners());
    all.putAll(DecodingVectors.runners());
    return all;
  }

  private static void ran(String kind) {
    RAN.merge(kind, 1, Integer::sum);
  }

  @AfterAll
  static void report() {
    int total = RAN.values().stream().mapToInt(Integer::intValue).sum();
    String kinds =
        RAN.entrySet().stream()
            .map(kind -> "%6d  %s%n".formatted(kind.getValue(), kind.getKey()))
            .collect(Collectors.joining());
    System.out.printf("Conformance vectors run:%n%s%6d  in all%n", kinds, total);
  }

  @TestFactory
  Stream<DynamicContainer> everyVectorOfEveryFile() {
    return VectorFiles.index("files").stream().map(ConformanceTest::file);
  }

  private static DynamicContainer file(CBORObject entry) {
    String name = entry.get("file").AsString();
    List<Vector> vectors = VectorFiles.vectors(name);
    assertThat(vectors).as("vectors of %s", name).hasSize(entry.get("vectors").AsInt32());
    assertThat(vectors.stream().map(Vector::kind).collect(Collectors.toSet()))
        .as("kinds of %s", name)
        .isEqualTo(Set.copyOf(Json.texts(entry.get("kinds"))));
    return dynamicContainer(name, vectors.stream().map(ConformanceTest::test));
  }

  private static DynamicTest test(Vector vector) {
    return dynamicTest(
        vector.id(),
        () -> {
          ran(vector.kind());
          if (KNOWN_FAILURES.contains(vector.id())) {
            assertThat(passes(vector)).as("listed as a failure, but passes").isFalse();
          } else {
            runner(vector).run(vector);
          }
        });
  }

  private static boolean passes(Vector vector) {
    try {
      runner(vector).run(vector);
      return true;
    } catch (Exception | AssertionError e) {
      return false;
    }
  }

  private static VectorRunner runner(Vector vector) {
    assertThat(RUNNERS).as("kinds we can run").containsKey(vector.kind());
    return RUNNERS.get(vector.kind());
  }

  @TestFactory
  Stream<DynamicContainer> theFilesWithFormatsOfTheirOwn() {
    PlainFiles plain = new PlainFiles(ConformanceTest::ran);
    return Stream.of(
        dynamicContainer("blake3.json", plain.blake3()),
        dynamicContainer("reed-solomon.json", plain.reedSolomon()),
        dynamicContainer("secrets.json", plain.secrets()),
        dynamicContainer(
            "hello-extension.json", new HelloExtensionVectors(ConformanceTest::ran).all()),
        dynamicContainer("catalog-extension.json", new CatalogVectors(ConformanceTest::ran).all()),
        dynamicContainer("reach-extension.json", new ReachVectors(ConformanceTest::ran).all()),
        dynamicContainer("content-extension.json", new ContentVectors(ConformanceTest::ran).all()),
        dynamicContainer(
            "community-extension.json", new CommunityVectors(ConformanceTest::ran).all()));
  }

  @Test
  void noFileOfTheIndexIsForgotten() {
    assertThat(VectorFiles.index("other_files").stream().map(file -> file.get("file").AsString()))
        .containsExactlyInAnyOrder(
            "reference-values.json",
            "blake3.json",
            "reed-solomon.json",
            "secrets.json",
            "hello-extension.json",
            "catalog-extension.json",
            "content-extension.json",
            "community-extension.json",
            "reach-extension.json",
            "vault.json",
            "known-failures.txt");
  }

  @Test
  void idsAreUniqueAndEveryExceptionNamesOne() {
    Set<String> ids = new HashSet<>();
    all().forEach(vector -> assertThat(ids.add(vector.id())).as(vector.id()).isTrue());
    assertThat(ids).containsAll(KNOWN_FAILURES).containsAll(Choices.BEYOND.keySet());
  }

  /** Section 19: a value counts if a vector holds it in a member that the runner compares. */
  @Test
  void everyReferenceValueIsReproducedByAVector() {
    Map<String, String> values = new HashMap<>();
    for (CBORObject value : VectorFiles.read("reference-values.json").get("values").getValues()) {
      values.put(value.get("id").AsString(), value.get("value").AsString());
    }
    assertThat(values).hasSize(REFERENCE_VALUES);
    Set<String> missing = new HashSet<>(values.keySet());
    all().forEach(vector -> missing.removeAll(published(vector, values)));
    assertThat(missing).isEmpty();
  }

  private static Set<String> published(Vector vector, Map<String, String> values) {
    CBORObject published = vector.json().get("published_as");
    Set<String> labels = new HashSet<>();
    if (published != null) {
      for (CBORObject path : published.getKeys()) {
        String label = published.get(path).AsString();
        assertThat(values.get(label))
            .as("%s: %s", vector.id(), label)
            .isEqualTo(member(vector.json(), path.AsString()));
        labels.add(label);
      }
    }
    return labels;
  }

  private static String member(CBORObject json, String path) {
    CBORObject at = json;
    for (String step : path.split("\\.", -1)) {
      at =
          step.chars().allMatch(Character::isDigit) ? at.get(Integer.parseInt(step)) : at.get(step);
    }
    return at.isNumber() ? Json.digits(at) : at.AsString();
  }

  private static Stream<Vector> all() {
    return VectorFiles.index("files").stream()
        .flatMap(entry -> VectorFiles.vectors(entry.get("file").AsString()).stream());
  }
}
