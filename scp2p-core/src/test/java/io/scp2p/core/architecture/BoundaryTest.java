package io.scp2p.core.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

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
    "reactor..",
    "java.util.concurrent.locks.."
  };

  /** The rest of their packages holds values, such as addresses. */
  private static final Set<String> ACTORS =
      Set.of(
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile",
          "java.net.DatagramSocket",
          "java.net.HttpURLConnection",
          "java.net.MulticastSocket",
          "java.net.NetworkInterface",
          "java.net.ServerSocket",
          "java.net.Socket",
          "java.net.URL",
          "java.net.URLConnection",
          "java.util.Timer",
          "java.util.TimerTask");

  private static final DescribedPredicate<JavaClass> ACTS =
      DescribedPredicate.describe("act", type -> ACTORS.contains(type.getName()));

  /** Units of time, and cells of a table that is filled once. */
  private static final DescribedPredicate<JavaClass> WORKS_TOGETHER =
      DescribedPredicate.describe(
          "are for several threads",
          type ->
              type.getPackageName().startsWith("java.util.concurrent")
                  && !type.isAssignableTo(TimeUnit.class)
                  && !type.isAssignableTo(AtomicReferenceArray.class));

  @ArchTest
  static final ArchRule protocolCodeDecidesAndNeverActs =
      noClasses()
          .that()
          .resideInAnyPackage(DECIDING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ACTING)
          .orShould()
          .dependOnClassesThat(ACTS)
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
          .dependOnClassesThat(WORKS_TOGETHER);

  @ArchTest
  static final ArchRule protocolCodeHasNoLocks =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(DECIDING)
          .should()
          .haveModifier(JavaModifier.SYNCHRONIZED)
          .because("the loop owns every machine");

  @ArchTest
  static final ArchRule whatGoesInAndOutOfMachinesIsSealed =
      classes()
          .that()
          .resideInAPackage("io.scp2p.core.protocol..")
          .and()
          .areInterfaces()
          .and(
              DescribedPredicate.describe(
                  "are inputs or effects",
                  type -> type.getSimpleName().matches("\\w*(Effect|Input)")))
          .should(
              new ArchCondition<>("be sealed") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  events.add(
                      new SimpleConditionEvent(
                          type, type.reflect().isSealed(), type.getName() + " is not sealed"));
                }
              });

  @ArchTest
  static final ArchRule corePointsDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.scp2p.core..")
          .layer("wire")
          .definedBy("io.scp2p.core.wire..")
          .layer("crypto")
          .definedBy("io.scp2p.core.crypto..")
          .layer("coding")
          .definedBy("io.scp2p.core.coding..")
          .layer("content")
          .definedBy("io.scp2p.core.content..")
          .layer("catalog")
          .definedBy("io.scp2p.core.catalog..")
          .layer("vault")
          .definedBy("io.scp2p.core.vault..")
          .layer("protocol")
          .definedBy("io.scp2p.core.protocol..")
          .layer("engine")
          .definedBy("io.scp2p.core.engine..")
          .whereLayer("coding")
          .mayNotAccessAnyLayer()
          .whereLayer("wire")
          .mayNotAccessAnyLayer()
          .whereLayer("crypto")
          .mayNotAccessAnyLayer()
          .whereLayer("content")
          .mayOnlyAccessLayers("wire", "crypto")
          .whereLayer("catalog")
          .mayOnlyAccessLayers("wire", "crypto")
          .whereLayer("vault")
          .mayOnlyAccessLayers("wire", "crypto", "coding", "content")
          .whereLayer("protocol")
          .mayOnlyBeAccessedByLayers("engine")
          .whereLayer("engine")
          .mayNotBeAccessedByAnyLayer();

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
              DescribedPredicate.alwaysTrue(),
              JavaClass.Predicates.resideInAPackage("io.scp2p.api.."));

  @ArchTest
  static final ArchRule corePackagesHaveNoCycles =
      slices().matching("io.scp2p.core.(**)").should().beFreeOfCycles();

  @ArchTest
  static void theRulesSawEveryModule(JavaClasses classes) {
    for (String module : List.of("api", "core", "transport", "store")) {
      assertThat(classes.stream().filter(c -> c.getName().startsWith("io.scp2p." + module + ".")))
          .as("an empty import passes every rule")
          .hasSizeGreaterThan(10);
    }
  }
}
