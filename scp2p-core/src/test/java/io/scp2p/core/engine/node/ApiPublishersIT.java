package io.scp2p.core.engine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.Scp2pNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.support.PublisherVerificationRules;
import org.testng.SkipException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Every flux of the API, of real nodes that hold something, against the Technology Compatibility
 * Kit of Reactive Streams. A new method of the API has to be added here.
 */
class ApiPublishersIT {
  /**
   * What the kit calls untested, what is for streams that all subscribers share, and garbage that
   * is gone: that one runs the collector, so it is asked of the event stream alone.
   */
  private static final List<String> NOT_FOR_US =
      List.of(
          "untested_",
          "optional_spec111_multicast_",
          "required_spec313_mustMakeThePublisherEventuallyDrop");

  /** Rules that need no more than what the poorest of them has. */
  private static final int FEWEST_RULES = 4;

  @TempDir static Path disk;
  private static PublishedThings things;

  @BeforeAll
  static void open() throws Exception {
    things = new PublishedThings(disk);
  }

  @AfterAll
  static void close() {
    things.close();
  }

  /** One flux; it has at least so many elements. */
  record Case(int elements, Function<PublishedThings.Side, Flux<?>> flux, boolean failsWhenClosed) {
    /** One that ends with an error when its node is closed. */
    static Case of(int elements, Function<PublishedThings.Side, Flux<?>> flux) {
      return new Case(elements, flux, true);
    }
  }

  /** Names of methods as they are in the table of cases. */
  private static Set<String> fluxesOfTheApi() throws Exception {
    Path classes =
        Path.of(Scp2pNode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (FileSystem jar = Files.isDirectory(classes) ? null : FileSystems.newFileSystem(classes)) {
      Path root = jar == null ? classes : jar.getPath("/");
      try (Stream<Path> files = Files.walk(root.resolve("io/scp2p/api"))) {
        return files
            .map(file -> root.relativize(file).toString())
            .filter(file -> file.endsWith(".class"))
            .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
            .filter(name -> !name.endsWith("package-info"))
            .flatMap(name -> Arrays.stream(load(name).getDeclaredMethods()))
            .filter(method -> Modifier.isPublic(method.getDeclaringClass().getModifiers()))
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> Flux.class.isAssignableFrom(method.getReturnType()))
            .map(ApiPublishersIT::name)
            .collect(Collectors.toCollection(TreeSet::new));
      }
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Scp2pNode.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static String name(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(
            Collectors.joining(
                ", ",
                method.getDeclaringClass().getSimpleName() + "." + method.getName() + "(",
                ")"));
  }

  @Test
  void everyFluxOfTheApiIsHeldAgainstTheRules() throws Exception {
    Set<String> api = fluxesOfTheApi();
    assertThat(api).hasSizeGreaterThan(25);
    Set<String> known = new TreeSet<>(things.cases().keySet());
    known.addAll(PublishedThings.ELSEWHERE);
    assertThat(known).isEqualTo(api);
  }

  @TestFactory
  Stream<DynamicContainer> rules() {
    List<Method> rules =
        Arrays.stream(PublisherVerificationRules.class.getMethods())
            .filter(rule -> NOT_FOR_US.stream().noneMatch(rule.getName()::startsWith))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    assertThat(rules).hasSizeGreaterThan(25);
    return things.cases().entrySet().stream().map(each -> container(each, rules));
  }

  private static DynamicContainer container(Map.Entry<String, Case> each, List<Method> rules) {
    Case tried = each.getValue();
    AtomicInteger checked = new AtomicInteger();
    Stream<DynamicTest> there =
        Stream.of(
            DynamicTest.dynamicTest("it has elements", () -> mustHave(tried.elements(), tried)));
    Stream<DynamicTest> all =
        rules.stream()
            .map(
                rule ->
                    DynamicTest.dynamicTest(
                        rule.getName(),
                        () -> {
                          if (check(Kit.of(tried, rule), rule)) {
                            checked.incrementAndGet();
                          }
                        }));
    Stream<DynamicTest> enough =
        Stream.of(
            DynamicTest.dynamicTest(
                "something was checked",
                () -> assertThat(checked).hasValueGreaterThanOrEqualTo(FEWEST_RULES)));
    return DynamicContainer.dynamicContainer(
        each.getKey(), Stream.of(there, all, enough).flatMap(tests -> tests));
  }

  @Test
  void whoSendsMoreThanWasAskedForIsFound() throws Throwable {
    Publisher<Integer> planted =
        subscriber -> {
          subscriber.onSubscribe(Operators.emptySubscription());
          IntStream.range(0, 10).forEach(subscriber::onNext);
        };
    Method demand =
        PublisherVerificationRules.class.getMethod(
            "required_spec101_subscriptionRequestMustResultInTheCorrectNumberOfProducedElements");
    Case bad = new Case(5, side -> Flux.from(planted), false);
    assertThat(check(Kit.of(new Case(5, side -> Flux.range(0, 9), false), demand), demand))
        .isTrue();
    assertThatThrownBy(() -> check(Kit.of(bad, demand), demand)).isInstanceOf(AssertionError.class);
  }

  private static void mustHave(int elements, Case tried) {
    Long count = tried.flux().apply(things.open()).take(elements).count().block(Fleet.PATIENCE);
    assertThat(count).isEqualTo(elements);
  }

  /** Whether the rule could be checked with as many elements as there are. */
  private static boolean check(PublisherVerification<Object> kit, Method rule) throws Throwable {
    kit.setUp();
    try {
      rule.invoke(kit);
      return true;
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof SkipException) {
        return false;
      }
      throw failed.getCause();
    }
  }

  private static final class Kit<T> extends PublisherVerification<T> {
    private final Case tried;

    private Kit(Case tried, long patienceMillis) {
      super(new TestEnvironment(patienceMillis, 10), 100);
      this.tried = tried;
    }

    /** The kit sleeps through all of its patience where it expects a bad demand to be refused. */
    static Kit<Object> of(Case tried, Method rule) {
      return new Kit<>(tried, rule.getName().contains("spec309_request") ? 300 : 20_000);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Publisher<T> createPublisher(long elements) {
      return ((Flux<T>) tried.flux().apply(things.open())).take(elements);
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable Publisher<T> createFailedPublisher() {
      return tried.failsWhenClosed() ? (Flux<T>) tried.flux().apply(things.closed()) : null;
    }

    @Override
    public long maxElementsFromPublisher() {
      return tried.elements();
    }
  }
}
