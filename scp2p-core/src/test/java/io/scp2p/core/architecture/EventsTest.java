package io.scp2p.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.scp2p.api.event.NodeEvent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Hosts wait for what the API says can happen: core makes every event of it somewhere. */
class EventsTest {
  private static Stream<Class<?>> events(Class<?> family) {
    return family.isSealed()
        ? Arrays.stream(family.getPermittedSubclasses()).flatMap(EventsTest::events)
        : Stream.of(family);
  }

  @Test
  void everyEventIsMadeSomewhere() {
    Set<String> made =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests()).importPackages("io.scp2p.core").stream()
                .flatMap(
                    each ->
                        Stream.concat(
                            each.getConstructorCallsFromSelf().stream(),
                            each.getConstructorReferencesFromSelf().stream()))
                .map(access -> access.getTargetOwner())
                .map(JavaClass::getName)
                .collect(Collectors.toSet());

    Set<String> events = events(NodeEvent.class).map(Class::getName).collect(Collectors.toSet());

    assertThat(events).hasSizeGreaterThan(30);
    assertThat(made).containsAll(events);
  }
}
