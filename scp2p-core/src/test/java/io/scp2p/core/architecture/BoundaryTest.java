package io.scp2p.core.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The boundaries of docs/architecture.md, over every module that a node is made of. */
@AnalyzeClasses(
    packages = "io.scp2p",
    importOptions = {DoNotIncludeTests.class, BoundaryTest.NoTestJar.class})
class BoundaryTest {
  /** In a full build the contracts of the API come as a jar, which the other option lets pass. */
  static final class NoTestJar implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String[] DECIDING = {
    "io.scp2p.core.wire..",
    "io.scp2p.core.protocol..",
    "io.scp2p.core.catalog..",
    "io.scp2p.core.content..",
    "io.scp2p.core.search..",
    "io.scp2p.core.coding..",
    "io.scp2p.core.vault.."
  };
  private static final String[] ACTING = {
    "java.net.http..",
    "java.nio.channels..",
    "java.nio.file..",
    "io.netty..",
    "tech.kwik..",
    "org.rocksdb..",
    "org.apache.lucene..",
    "reactor.."
  };

  @ArchTest
  static final ArchRule protocolCodeDecidesAndNeverActs =
      noClasses()
          .that()
          .resideInAnyPackage(DECIDING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ACTING)
          .because("a machine that acts cannot be replayed from a seed");

  @ArchTest
  static final ArchRule protocolCodeStartsNoThread =
      noClasses()
          .that()
          .resideInAnyPackage(DECIDING)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.Executors");

  @ArchTest
  static final ArchRule onlyTheSystemTimeSourceReadsTheClock =
      noClasses()
          .that()
          .doNotHaveSimpleName("SystemTimeSource")
          .and()
          .resideOutsideOfPackages("io.scp2p.core.crypto.blake3..", "io.scp2p.core.coding..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .because("time is a parameter; only kernels that time themselves may look");

  @ArchTest
  static final ArchRule nobodyDrawsHiddenRandomNumbers =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Random.class, ThreadLocalRandom.class)
          .orShould()
          .callMethod(Math.class, "random")
          .because("randomness is a parameter");

  @ArchTest
  static final ArchRule onlyCryptoTouchesProviders =
      noClasses()
          .that()
          .resideInAPackage("io.scp2p.core..")
          .and()
          .resideOutsideOfPackage("io.scp2p.core.crypto..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bouncycastle..", "javax.crypto..", "java.security..");

  @ArchTest
  static final ArchRule onlyWireTouchesTheCborLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.scp2p.core.wire..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.upokecenter..");

  @ArchTest
  static final ArchRule onlyTransportQuicNamesKwik =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.scp2p.transport.quic..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tech.kwik..");

  @ArchTest
  static final ArchRule modulesMeetOnlyInTheApi =
      noClasses()
          .that()
          .resideInAPackage("io.scp2p.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.scp2p.core..", "io.scp2p.transport..", "io.scp2p.store..");

  @ArchTest
  static final ArchRule coreTransportAndStoreNeverSeeEachOther =
      slices()
          .matching("io.scp2p.(*)..")
          .namingSlices("$1")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              com.tngtech.archunit.base.DescribedPredicate.alwaysTrue(),
              com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                  "io.scp2p.api.."));

  @ArchTest
  static final ArchRule corePackagesHaveNoCycles =
      slices().matching("io.scp2p.core.(**)").should().beFreeOfCycles();

  @ArchTest
  static void theRulesSawEveryModule(JavaClasses classes) {
    for (String module : List.of("api", "core", "transport")) {
      assertThat(classes.stream().filter(c -> c.getName().startsWith("io.scp2p." + module + ".")))
          .as("an empty import passes every rule")
          .hasSizeGreaterThan(10);
    }
  }
}
