package io.scp2p.examples.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.WireException.Reason;
import io.scp2p.core.wire.message.Message;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.examples.node.daemon.http.Route;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds what there is to be fed together with the list of targets: whoever adds a message, a
 * decoder or a machine adds a target, or says here why not.
 */
class EverythingHasATargetTest {
  private static final String HERE = "io.scp2p.examples.fuzz";

  /** How classes that feed the daemon begin. */
  private static final String DAEMON = "Http";

  /** Answers the first input with what it was made with, and nothing else. */
  private static final Set<String> NEEDS_NONE =
      Set.of("io.scp2p.core.protocol.session.NoHandshake");

  /** Not one of the codec: each has a target of its own, since tunnels are spoken without it. */
  private static final Set<String> TUNNELS =
      Set.of(
          "io.scp2p.core.wire.relay.OpenChannel",
          "io.scp2p.core.wire.relay.ChannelOpened",
          "io.scp2p.core.wire.relay.SealedFrame");

  private static final int MAX_TYPE = 0xffff;

  private static final Set<String> NAMES =
      Set.of("read", "decode", "decodeXored", "parse", "tryParse", "location");
  private static final Set<String> INPUTS =
      Set.of(
          "io.scp2p.core.wire.Bytes",
          "io.scp2p.core.wire.cbor.CborReader",
          "java.lang.String",
          "[B");

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes = new ClassFileImporter().importPackages("io.scp2p");
  }

  @Test
  void everyMachineIsDriven() {
    List<JavaClass> machines =
        classes.stream()
            .filter(each -> each.isAssignableTo(Machine.class))
            .filter(each -> each.getPackageName().startsWith("io.scp2p.core."))
            .filter(each -> !each.isInterface())
            .filter(each -> !each.getModifiers().contains(JavaModifier.ABSTRACT))
            .toList();
    assertThat(machines).hasSizeGreaterThan(25);
    assertThat(
            machines.stream()
                .filter(machine -> !isMadeHere(machine))
                .map(JavaClass::getName)
                .collect(Collectors.toSet()))
        .as("machines without a target")
        .isEqualTo(NEEDS_NONE);
  }

  private static boolean isMadeHere(JavaClass machine) {
    return machine.getCodeUnits().stream()
        .filter(unit -> unit instanceof JavaConstructor || unit.getRawReturnType().equals(machine))
        .flatMap(unit -> unit.getAccessesToSelf().stream())
        .anyMatch(access -> access.getOriginOwner().getPackageName().equals(HERE));
  }

  /** A list of targets that nobody asks for would be none. */
  @Test
  void everyListOfTargetsIsInTheRegistry() {
    List<JavaClass> lists =
        classes.stream()
            .filter(each -> each.getPackageName().equals(HERE))
            .filter(each -> each.getSimpleName().matches(".+Targets?"))
            .filter(each -> !each.isEquivalentTo(FuzzTarget.class))
            .toList();
    assertThat(lists).hasSizeGreaterThan(15);
    assertThat(lists)
        .allSatisfy(
            list ->
                assertThat(list.getAccessesToSelf())
                    .as(list.getSimpleName())
                    .anyMatch(access -> access.getOriginOwner().isEquivalentTo(Targets.class)));
  }

  @Test
  void everyNumberThatACodecKnowsIsFed() {
    Set<Integer> fed =
        MessageTargets.families().stream()
            .flatMap(family -> family.types().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    MessageCodec codec = MessageTargets.everything();
    Set<Integer> known = new TreeSet<>();
    for (int type = 0; type <= MAX_TYPE; type++) {
      if (knows(codec, type)) {
        known.add(type);
      }
    }
    assertThat(fed).isEqualTo(known);
  }

  private static boolean knows(MessageCodec codec, int type) {
    try {
      codec.decodeResponse(type, Bytes.EMPTY);
      return true;
    } catch (WireException refused) {
      if (refused.reason() != Reason.UNKNOWN_MESSAGE_TYPE) {
        return true;
      }
    }
    try {
      codec.decodeRequest(type, Bytes.EMPTY);
      return true;
    } catch (WireException refused) {
      return refused.reason() != Reason.UNKNOWN_MESSAGE_TYPE;
    }
  }

  /** So a message of which the codec above knows nothing is found, too. */
  @Test
  void everyMessageHasAGoodSeed() {
    Set<String> seen = new HashSet<>(TUNNELS);
    Vectors vectors = new Vectors(Path.of("..", "..", "conformance-vectors"));
    MessageCodec codec = MessageTargets.everything();
    for (MessageTargets.Family family : MessageTargets.families()) {
      for (byte[] payload : family.payloads(vectors)) {
        for (int type : family.types()) {
          see(seen, () -> codec.decodeRequest(type, Bytes.wrap(payload)));
          see(seen, () -> codec.decodeResponse(type, Bytes.wrap(payload)));
        }
      }
    }
    Set<String> all =
        classes.stream()
            .filter(each -> each.isAssignableTo(Message.class) && !each.isInterface())
            .filter(each -> each.getPackageName().startsWith("io.scp2p.core."))
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(all).hasSizeGreaterThan(60);
    all.removeAll(seen);
    assertThat(all).as("messages without a target, or without a seed").isEmpty();
  }

  private static void see(Set<String> seen, Allocation.Decoding<Message> decoding) {
    try {
      seen.add(decoding.run().getClass().getName());
    } catch (WireException refused) {
      return;
    }
  }

  /** Along calls: from a target, through what it makes, to every decoder there is. */
  @Test
  void everyDecoderIsReached() {
    // The daemon calls them too: that is not feeding them.
    Set<JavaCodeUnit> reached = reached(each -> !each.getSimpleName().startsWith(DAEMON));
    assertThat(missing(reached, EverythingHasATargetTest::isOfPeers))
        .as("decoders that no target reaches")
        .isEmpty();
  }

  @Test
  void everyDecoderOfTheDaemonIsReached() {
    Set<JavaCodeUnit> reached = reached(each -> each.getSimpleName().startsWith(DAEMON));
    assertThat(missing(Set.of(), EverythingHasATargetTest::isOfCallers))
        .as("a check of nothing passes")
        .isNotEmpty();
    assertThat(missing(reached, EverythingHasATargetTest::isOfCallers))
        .as("decoders that no target reaches")
        .isEmpty();
  }

  private static List<String> missing(Set<JavaCodeUnit> reached, Predicate<String> packages) {
    return classes.stream()
        .filter(each -> packages.test(each.getPackageName()))
        .flatMap(each -> each.getMethods().stream())
        .filter(EverythingHasATargetTest::isDecoder)
        .filter(method -> !reached.contains(method))
        .map(JavaMethod::getFullName)
        .sorted()
        .toList();
  }

  /** What the client reads comes from the daemon. */
  private static boolean isOfCallers(String name) {
    return Stream.of("http", "json", "content", "route")
        .anyMatch(each -> name.equals("io.scp2p.examples.node.daemon." + each));
  }

  /** Whoever adds a route adds a request that it makes sense of. */
  @Test
  void everyRouteOfTheDaemonHasASeed() {
    List<String> routes = HttpDaemon.running().routes().stream().map(this::name).toList();
    assertThat(routes).hasSizeGreaterThan(100);
    Set<String> understood = new TreeSet<>();
    for (String line : HttpTargets.lines()) {
      Set<Route> reached = HttpTargets.understood(line);
      assertThat(reached).as(line).hasSize(1);
      reached.forEach(route -> understood.add(name(route)));
    }
    assertThat(routes).as("routes without a seed").allMatch(understood::contains);
  }

  private String name(Route route) {
    return route.method() + " " + route.pattern();
  }

  /** What the engine reads back from its own store is not fed. */
  private static boolean isOfPeers(String name) {
    return Stream.of("wire", "protocol", "catalog", "content", "vault")
            .anyMatch(each -> name.startsWith("io.scp2p.core." + each))
        || name.startsWith("io.scp2p.api");
  }

  private static boolean isDecoder(JavaMethod method) {
    return method.getModifiers().contains(JavaModifier.STATIC)
        && !method.getModifiers().contains(JavaModifier.PRIVATE)
        && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
        && NAMES.contains(method.getName())
        && !method.getRawParameterTypes().isEmpty()
        && INPUTS.contains(method.getRawParameterTypes().get(0).getName());
  }

  private static Set<JavaCodeUnit> reached(Predicate<JavaClass> roots) {
    Set<JavaCodeUnit> reached = new HashSet<>();
    Set<JavaClass> made = new HashSet<>();
    Deque<JavaCodeUnit> open = new ArrayDeque<>();
    classes.stream()
        .filter(each -> each.getPackageName().equals(HERE) && !each.getName().contains("Test"))
        .filter(roots)
        .forEach(each -> open.addAll(each.getCodeUnits()));
    while (!open.isEmpty()) {
      JavaCodeUnit unit = open.remove();
      if (!reached.add(unit)) {
        continue;
      }
      unit.getOwner().getStaticInitializer().ifPresent(open::add);
      // Whatever was made may be called through an interface.
      if (unit instanceof JavaConstructor && made.add(unit.getOwner())) {
        unit.getOwner().getMethods().stream()
            .filter(method -> !method.getModifiers().contains(JavaModifier.STATIC))
            .forEach(open::add);
      }
      Stream.concat(unit.getCallsFromSelf().stream(), references(unit))
          .map(JavaAccess::getTarget)
          .filter(AccessTarget.CodeUnitAccessTarget.class::isInstance)
          .map(AccessTarget.CodeUnitAccessTarget.class::cast)
          .flatMap(target -> target.resolveMember().stream())
          .forEach(open::add);
    }
    return reached;
  }

  private static Stream<JavaAccess<?>> references(JavaCodeUnit unit) {
    return Stream.concat(
        unit.getMethodReferencesFromSelf().stream(),
        unit.getConstructorReferencesFromSelf().stream());
  }
}
