package io.scp2p.core.crypto;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.scp2p.api.spi.Entropy;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "io.scp2p.core", importOptions = DoNotIncludeTests.class)
class CryptoBoundaryTest {

  @ArchTest
  static final ArchRule onlyThisPackageNamesAProvider =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.scp2p.core.crypto..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bouncycastle..", "javax.crypto..")
          .because("a primitive is chosen, checked and wiped in one place")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noProviderIsRegisteredAndNoRandomnessIsDrawn =
      noClasses()
          .that()
          .resideInAPackage("io.scp2p.core.crypto..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Security.class, SecureRandom.class)
          .because("the host's providers are the host's, and entropy is handed in");

  @ArchTest
  static final ArchRule everyTypeIsFinalOrAnInterface =
      classes()
          .that()
          .resideInAPackage("io.scp2p.core.crypto")
          .and()
          .areNotInterfaces()
          .should()
          .haveModifier(JavaModifier.FINAL);

  @ArchTest
  static void theRulesSawTheCode(JavaClasses imported) {
    assertThat(imported.size()).as("an empty import passes every rule").isGreaterThan(20);
  }

  @Test
  void usingEverythingRegistersNoProvider() {
    String before = Arrays.toString(Security.getProviders());
    SigningKey.generate(Entropy.system()).sign(new byte[1]);
    Argon2Cost least = new Argon2Cost(Argon2Cost.MIN_MEMORY_KIBIBYTES, 1, 1);
    SecretBytes secret = Bytes.secret("01");
    SealedSecret.seal(SecretPurpose.NODE_KEY, secret, secret, least, Entropy.system());
    assertThat(Arrays.toString(Security.getProviders())).isEqualTo(before);
    assertThat(Security.getProvider("BC")).isNull();
  }
}
