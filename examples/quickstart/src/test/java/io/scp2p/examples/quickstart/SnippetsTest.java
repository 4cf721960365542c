package io.scp2p.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Java in the documents is compiled: a comment {@code <!-- snippet FILE#REGION -->} before a block
 * names the marked region of a source that it repeats.
 */
class SnippetsTest {
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet (\\S+)#(\\S+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);

  /** Documents whose Java must all be marked. */
  private static final List<String> COMPLETE =
      List.of("README.md", "docs/embedding.md", "docs/metrics.md", "docs/operations.md");

  record Snippet(String document, String file, String region, String code) {
    @Override
    public String toString() {
      return document + " " + region;
    }
  }

  static List<Snippet> snippets() throws IOException {
    List<Snippet> found = new ArrayList<>();
    for (Path document : documents()) {
      Matcher snippet = SNIPPET.matcher(Files.readString(document));
      while (snippet.find()) {
        found.add(
            new Snippet(
                root().relativize(document).toString(),
                snippet.group(1),
                snippet.group(2),
                snippet.group(3)));
      }
    }
    return found;
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.list(root().resolve("docs"))) {
      return Stream.concat(
              Stream.of(root().resolve("README.md")),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("conformance-vectors"))) {
      here = Objects.requireNonNull(here.getParent());
    }
    return here;
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void aSnippetIsWhatIsCompiled(Snippet snippet) throws IOException {
    String source = Files.readString(root().resolve(snippet.file()));
    String begin = "// tag::" + snippet.region() + "[]\n";
    assertThat(source).contains(begin);
    String from = source.substring(source.indexOf(begin) + begin.length());
    String region = from.substring(0, from.lastIndexOf('\n', from.indexOf("// end::")) + 1);
    assertThat(snippet.code()).isEqualTo(region.stripTrailing().stripIndent() + "\n");
  }

  @Test
  void documentsForHostsHaveNoOtherJava() throws IOException {
    for (String document : COMPLETE) {
      String text = Files.readString(root().resolve(document));
      long marked = SNIPPET.matcher(text).results().count();
      long all = Pattern.compile("```java").matcher(text).results().count();
      assertThat(all).as(document).isPositive().isEqualTo(marked);
    }
  }
}
