package io.scp2p.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Goes over all settings by reflection, so that a new one cannot be forgotten. */
class ConfigDefaultsTest {
  private static Stream<Record> sections() {
    NodeConfig config = NodeConfig.defaults();
    return Arrays.stream(NodeConfig.class.getRecordComponents())
        .map(component -> value(config, component))
        .filter(Record.class::isInstance)
        .map(Record.class::cast);
  }

  static Stream<Arguments> settings() {
    return sections()
        .flatMap(
            section ->
                Arrays.stream(section.getClass().getRecordComponents())
                    .map(
                        component ->
                            Arguments.of(
                                section.getClass().getSimpleName() + "." + component.getName(),
                                section,
                                component)));
  }

  private static Object value(Record owner, RecordComponent component) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void everyDefaultIsANamedConstantAndHasASetter(
      String name, Record section, RecordComponent component) throws ReflectiveOperationException {
    String constant =
        "DEFAULT_" + component.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    assertThat(value(section, component))
        .isEqualTo(section.getClass().getField(constant).get(null));
    Object builder = section.getClass().getMethod("builder").invoke(null);
    Method setter = builder.getClass().getMethod(component.getName(), component.getType());
    Object given = value(section, component);
    assertThat(setter.invoke(builder, given)).isSameAs(builder);
    assertThat(builder.getClass().getMethod("build").invoke(builder)).isEqualTo(section);
  }

  @Test
  void theTestSeesEverySection() {
    assertThat(sections()).hasSize(10).allMatch(Objects::nonNull);
    assertThat(settings()).hasSizeGreaterThan(60);
    assertThat(NodeConfig.defaults().role()).isEqualTo(NodeConfig.DEFAULT_ROLE);
  }
}
