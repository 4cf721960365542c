package io.scp2p.api;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

@AnalyzeClasses(packages = "io.scp2p.api", importOptions = DoNotIncludeTests.class)
class ApiBoundaryTest {
  /** Implementers' side, and the types whose business it is to hold bytes. */
  private static final String[] MAY_TAKE_BYTES = {
    "io.scp2p.api.id..", "io.scp2p.api.spi..", "io.scp2p.api.identity.."
  };

  private static final DescribedPredicate<JavaMethod> TAKES_BYTES =
      DescribedPredicate.describe(
          "a byte[] parameter",
          method ->
              method.getRawParameterTypes().stream().anyMatch(t -> t.isEquivalentTo(byte[].class)));

  private static final DescribedPredicate<JavaClass> STABILITY =
      DescribedPredicate.describe(
          "a stability annotation on type or package", ApiBoundaryTest::hasStability);

  @ArchTest
  static final ArchRule theApiNeedsNothingButReactor =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "reactor..", "org.reactivestreams..", "org.jspecify..", "io.scp2p.api..")
          .because("a host that adds the SDK gets nothing it did not ask for");

  @ArchTest
  static final ArchRule idsAreTypedInSignatures =
      noMethods()
          .that(modifier(PUBLIC))
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackages(MAY_TAKE_BYTES)
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .should(have(TAKES_BYTES))
          .because("a byte[] can be any id");

  @ArchTest
  static final ArchRule nothingHasSetters =
      noMethods()
          .that()
          .arePublic()
          .should()
          .haveNameMatching("set[A-Z].*")
          .because("requests and snapshots are immutable");

  @ArchTest
  static final ArchRule everythingPublicHasAStability =
      classes()
          .that()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .should(have(STABILITY))
          .because("hosts must know what they can rely on");

  @ArchTest
  static final ArchRule facadesAnswerAsynchronously =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .areInterfaces()
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackage("io.scp2p.api.spi..")
          .should()
          .notHaveRawReturnType("java.util.concurrent.CompletionStage")
          .andShould()
          .notHaveRawReturnType("java.util.concurrent.Future")
          .because("Mono and Flux are the only asynchrony of this API");

  /** The root puts the node together from all of them, and the SPI is where they meet. */
  @ArchTest
  static final ArchRule concernsFormNoCycle =
      slices()
          .matching("io.scp2p.api.(*)..")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(resideInAPackage("io.scp2p.api.spi"), DescribedPredicate.alwaysTrue());

  @ArchTest
  static void theRulesSawTheCode(JavaClasses classes) {
    assertThat(classes.size()).as("an empty import passes every rule").isGreaterThan(150);
    Set<String> packages =
        classes.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages)
        .contains("io.scp2p.api", "io.scp2p.api.event", "io.scp2p.api.spi", "io.scp2p.api.vault");
    assertThat(
            classes.get(io.scp2p.api.spi.StateBatch.class).getMethods().stream()
                .filter(TAKES_BYTES))
        .as("the predicate finds what it looks for")
        .isNotEmpty();
    assertThat(hasStability(classes.get(Stable.class))).isTrue();
    assertThat(hasStability(new ClassFileImporter().importClass(String.class))).isFalse();
  }

  private static boolean hasStability(JavaClass type) {
    return Set.of(Stable.class, Preview.class).stream()
        .anyMatch(a -> type.isAnnotatedWith(a) || type.getPackage().isAnnotatedWith(a));
  }
}
