package io.scp2p.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.scp2p.api.spi.BlobStoreProvider;
import io.scp2p.api.spi.StateStoreProvider;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class StoreProvidersTest {
  @Test
  void thereIsOneStateStoreOfEachKindAndOneBlobStore() {
    List<StateStoreProvider> state =
        ServiceLoader.load(StateStoreProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    assertThat(state).filteredOn(provider -> provider.supports(true)).hasSize(1);
    assertThat(state).filteredOn(provider -> provider.supports(false)).hasSize(1);
    assertThat(ServiceLoader.load(BlobStoreProvider.class)).hasSize(1);
  }

  @Test
  void onlyOnePackageNamesRocksDb() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages("io.scp2p.store");
    assertThat(classes.size()).as("an empty import passes every rule").isGreaterThan(20);
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("..store.rocks..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.rocksdb..")
        .check(classes);
  }
}
