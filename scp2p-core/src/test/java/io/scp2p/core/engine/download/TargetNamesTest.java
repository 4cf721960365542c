package io.scp2p.core.engine.download;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Where files go whose names somebody else has chosen. */
class TargetNamesTest {
  private static final Path FOLDER = Path.of("/downloads").toAbsolutePath();
  private static final TestContent CONTENT = TestContent.random(1, 10);

  private final TargetNames names = new TargetNames(FOLDER, true, 1);

  private String of(String path) {
    Path target = names.of(CONTENT.at(path));
    assertThat(target.startsWith(FOLDER)).isTrue();
    return FOLDER.relativize(target).toString();
  }

  @Test
  void ordinaryNamesAreKept() {
    assertThat(of("a/b/c.txt")).isEqualTo("a/b/c.txt");
    assertThat(of("Ünïcode/日本語.txt")).isEqualTo("Ünïcode/日本語.txt");
    assertThat(of(".hidden")).isEqualTo(".hidden");
  }

  @Test
  void noNameLeadsOutOfTheFolder() {
    assertThat(of("../../etc/passwd")).isEqualTo("etc/passwd");
    assertThat(of("/etc/shadow")).isEqualTo("etc/shadow");
    assertThat(of("a/../../b")).isEqualTo("a/b");
    assertThat(of("..\\..\\windows")).isEqualTo("windows");
    assertThat(of("C:\\boot.ini")).isEqualTo("C_/boot.ini");
    assertThat(of("\\\\server\\share\\x")).isEqualTo("server/share/x");
    assertThat(of("..")).isEqualTo("unnamed");
    assertThat(of(".. /x")).isEqualTo("unnamed (2)/x"); // A folder, where a file stands already.
  }

  @Test
  void namesThatSomePlatformCannotHaveAreChangedOnAll() {
    assertThat(of("con")).isEqualTo("_con");
    assertThat(of("NUL.txt")).isEqualTo("_NUL.txt");
    assertThat(of("com1")).isEqualTo("_com1");
    assertThat(of("lpt9.tar.gz")).isEqualTo("_lpt9.tar.gz");
    assertThat(of("aux/file")).isEqualTo("_aux/file");
    assertThat(of("dots...")).isEqualTo("dots");
    assertThat(of("spaces   ")).isEqualTo("spaces");
    assertThat(of("a\u0000b\nc\u001bd")).isEqualTo("a_b_c_d");
    assertThat(of("what?<>|*\":")).isEqualTo("what_______");
    assertThat(of("right\u202etfel.exe")).isEqualTo("right_tfel.exe");
  }

  @Test
  void twoNamesThatSomeFileSystemTakesForOneAreApart() {
    assertThat(of("Readme.TXT")).isEqualTo("Readme.TXT");
    assertThat(of("README.txt")).isEqualTo("README (2).txt");
    assertThat(of("readme.txt")).isEqualTo("readme (3).txt");
    assertThat(of("D/x")).isEqualTo("D/x");
    assertThat(of("d/X")).isEqualTo("d/X (2)");
    assertThat(of("\u00e9")).isEqualTo("\u00e9");
    assertThat(of("e\u0301")).isEqualTo("e\u0301 (2)");
    assertThat(of("\u017fharp")).isEqualTo("\u017fharp"); // A long s is an s in upper case.
    assertThat(of("sharp")).isEqualTo("sharp (2)");
    assertThat(of("zero\u200dwidth")).isEqualTo("zero\u200dwidth");
    assertThat(of("zerowidth")).isEqualTo("zerowidth (2)");
    assertThat(of("con ")).isEqualTo("_con");
    assertThat(of("_con")).isEqualTo("_con (2)");
  }

  @Test
  void theNumberOfOneIsNotTheNameOfAnother() {
    assertThat(of("a (2)")).isEqualTo("a (2)");
    assertThat(of("a")).isEqualTo("a");
    assertThat(of("a")).isEqualTo("a (3)");
    assertThat(of("a (3)")).isEqualTo("a (3) (2)");
  }

  @Test
  void aFileAndAFolderAreNotOfOneName() {
    assertThat(of("a")).isEqualTo("a");
    assertThat(of("A/b")).isEqualTo("A (2)/b");
    assertThat(of("a/c")).isEqualTo("a (2)/c");
    assertThat(of("a/c/d")).isEqualTo("a (2)/c (2)/d");
    assertThat(of("x/y")).isEqualTo("x/y");
    assertThat(of("X")).isEqualTo("X (2)");
    assertThat(of("a (2)")).isEqualTo("a (2) (2)");
  }

  @Test
  void longNamesFitAlsoWithANumber() {
    String name = "ü".repeat(400) + ".jpeg";
    for (int i = 0; i < 12; i++) {
      String safe = of(name);
      assertThat(safe).endsWith(i == 0 ? "ü.jpeg" : "ü (" + (i + 1) + ").jpeg");
      assertThat(safe.getBytes(StandardCharsets.UTF_8).length).isLessThan(255);
    }
  }

  @Test
  void namesThatArriveExactlyOrNotAtAll() {
    TargetNames exact = new TargetNames(FOLDER, false, 1);
    assertThat(exact.of(CONTENT.at("a/b"))).isEqualTo(FOLDER.resolve("a/b"));
    for (String bad : List.of("a/../b", "con", "x.", "/abs", "a\\b", "a//b", "", "n".repeat(300))) {
      assertThatThrownBy(() -> exact.of(CONTENT.at(bad)))
          .isInstanceOfSatisfying(
              Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NAME_UNSAFE));
    }
  }

  @Test
  void lettersThatTheFileSystemCannotWriteAreChangedAsOthersAre() {
    TargetNames plain = new TargetNames(asciiOnly(FOLDER), true, 1);
    assertThat(plain.of(CONTENT.at("日本/été.txt"))).hasToString(FOLDER + "/__/_t_.txt");
    assertThat(plain.of(CONTENT.at("中国/ötö.txt"))).hasToString(FOLDER + "/__/_t_ (2).txt");
    assertThat(plain.of(CONTENT.at("\ud83d\ude00"))).hasToString(FOLDER + "/_");
    assertThat(plain.of(CONTENT.at("a/b.txt"))).hasToString(FOLDER + "/a/b.txt");

    TargetNames exact = new TargetNames(asciiOnly(FOLDER), false, 1);
    assertThat(exact.of(CONTENT.at("a/b.txt"))).hasToString(FOLDER + "/a/b.txt");
    assertThatThrownBy(() -> exact.of(CONTENT.at("été.txt")))
        .isInstanceOfSatisfying(
            Scp2pException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NAME_UNSAFE));
  }

  /** As in a process without a locale, where the JDK writes ASCII alone. */
  private static Path asciiOnly(Path path) {
    InvocationHandler ascii =
        (self, method, args) -> {
          if (args != null
              && args[0] instanceof String name
              && !US_ASCII.newEncoder().canEncode(name)) {
            throw new InvalidPathException(name, "unmappable");
          }
          Object found = method.invoke(path, args);
          return found instanceof Path other ? asciiOnly(other) : found;
        };
    return (Path)
        Proxy.newProxyInstance(
            TargetNamesTest.class.getClassLoader(), new Class<?>[] {Path.class}, ascii);
  }

  @Test
  @Timeout(20)
  void aHundredThousandItemsOfOneNameCostNoMoreThanOthers() {
    long start = System.nanoTime();
    for (int i = 0; i < 100_000; i++) {
      names.of(CONTENT.at("same"));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    assertThat(of("same")).isEqualTo("same (100001)");
  }

  @Test
  @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
  void aHundredThousandItemsInAFolderWhoseNamesAreTakenCostNoMoreThanOthers() {
    for (int i = 0; i < 100_000; i++) {
      names.of(CONTENT.at("A"));
    }
    for (int i = 0; i < 100_000; i++) {
      assertThat(names.of(CONTENT.at("a/" + i)).getParent().endsWith("a (100001)")).isTrue();
    }
    assertThat(of("A/of another case")).isEqualTo("A (100001)/of another case");
  }

  @Test
  void fingerprintsAreAsASetAlsoWhereTheyMeet() {
    Fingerprints seen = new Fingerprints(7);
    Set<Long> model = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long number = i % 2 == 0 ? random.nextInt(4_000) : random.nextLong() << 52;
      assertThat(seen.contains(number)).isEqualTo(model.contains(number));
      assertThat(seen.add(number)).isEqualTo(model.add(number));
    }
    assertThat(model).allMatch(seen::contains).contains(0L);
  }
}
