package io.scp2p.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.scp2p.api.error.ErrorCode;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Hosts prepare for what the API says can go wrong: the SDK raises every code of it somewhere. */
class ErrorCodesTest {
  /** What a compiler makes of a {@code switch}: it asks for codes and raises none. */
  private static boolean isTable(JavaFieldAccess access) {
    return access.getOrigin().getFullName().contains("$SwitchMap$")
        || access.getOriginOwner().getSimpleName().isEmpty()
            && access.getOrigin().getName().equals("<clinit>");
  }

  @Test
  void everyCodeIsRaisedSomewhere() {
    Set<String> raised =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests()).importPackages("io.scp2p").stream()
                .filter(each -> !each.isEquivalentTo(ErrorCode.class))
                .filter(each -> !each.getPackageName().startsWith("io.scp2p.examples"))
                .flatMap(each -> each.getFieldAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().isEquivalentTo(ErrorCode.class))
                .filter(access -> !isTable(access))
                .map(access -> access.getTarget().getName())
                .collect(Collectors.toSet());

    Set<String> codes =
        Arrays.stream(ErrorCode.values()).map(Enum::name).collect(Collectors.toSet());

    assertThat(codes).hasSizeGreaterThan(80);
    assertThat(raised).containsExactlyInAnyOrderElementsOf(codes);
  }
}
