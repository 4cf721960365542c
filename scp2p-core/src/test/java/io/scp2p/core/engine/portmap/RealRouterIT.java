package io.scp2p.core.engine.portmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scp2p.api.contract.Waiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against miniupnpd, with all three protocols, and with a router that forgets. */
class RealRouterIT {
  private static final String CHILD = "io.scp2p.core.engine.portmap.PortMapChild";

  @TempDir private Path directory;

  @BeforeEach
  void needsARouter() throws InterruptedException {
    Optional<String> missing = RouterLab.missing();
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
  }

  private void mapsAndGivesBack(RouterLab lab, String protocol) throws Exception {
    lab.java("inhost", "stop", CHILD, "120", "120");

    boolean mapped = lab.says("MAPPED 2 " + protocol);

    assertThat(mapped).as("%s %s", lab.lines(), lab.errors()).isTrue();
    assertThat(lab.lines())
        .anyMatch(
            line ->
                line.contains(protocol + " TCP 44.0.0.1:7001")
                    && line.contains(protocol + " UDP 44.0.0.1:7000"));
    assertThat(lab.reaches(7001)).as("forwarded").isTrue();

    lab.stop("stop");

    assertThat(lab.says("CLOSED true")).as("%s", lab.lines()).isTrue();
    assertThat(lab.reaches(7001)).as("given back").isFalse();
  }

  @Test
  void pcp() throws Exception {
    try (RouterLab lab = RouterLab.open(directory)) {
      lab.run("router yes yes");
      mapsAndGivesBack(lab, "PCP");
    }
  }

  @Test
  void natPmp() throws Exception {
    try (RouterLab lab = RouterLab.open(directory)) {
      lab.run("router yes yes");
      lab.run("nft add rule inet filter input udp dport 5351 @th,64,8 2 drop");
      mapsAndGivesBack(lab, "NAT_PMP");
    }
  }

  @Test
  void upnp() throws Exception {
    try (RouterLab lab = RouterLab.open(directory)) {
      lab.run("router no yes");
      mapsAndGivesBack(lab, "UPNP_IGD");
    }
  }

  @Test
  void leasesAreRenewedForAsLongAsTheyAreNeeded() throws Exception {
    try (RouterLab lab = RouterLab.open(directory)) {
      lab.run("router yes no");
      lab.java("inhost", "stop", CHILD, "4", "120");
      assertThat(lab.says("MAPPED 2 PCP")).as("%s %s", lab.lines(), lab.errors()).isTrue();

      lab.run("sleep 10; echo LATER");

      assertThat(lab.says("LATER")).isTrue();
      assertThat(lab.lines()).noneMatch(line -> line.startsWith("MAPPED 0"));
      assertThat(lab.reaches(7001)).as("two leases later").isTrue();
    }
  }

  /** It is asked now and then whether it still has its table. */
  @Test
  void aRouterThatWasRestartedIsAskedAgain() throws Exception {
    try (RouterLab lab = RouterLab.open(directory)) {
      restart(lab, "2");

      assertThat(isReachedInTheEnd(lab)).as(lab.errors()).isTrue();
    }
  }

  private static boolean isReachedInTheEnd(RouterLab lab) {
    return Waiter.realTime()
        .await(
            () -> {
              try {
                return lab.reaches(7001);
              } catch (IOException gone) {
                throw new UncheckedIOException(gone);
              }
            },
            Duration.ofSeconds(30));
  }

  private static void restart(RouterLab lab, String checkSeconds) throws Exception {
    lab.run("router yes no");
    lab.java("inhost", "stop", CHILD, "120", checkSeconds);
    assertThat(lab.says("MAPPED 2 PCP")).as("%s %s", lab.lines(), lab.errors()).isTrue();
    assertThat(lab.reaches(7001)).isTrue();
    // The clock of the router has to have run for a while, or nobody sees that it went back;
    lab.run("sleep 4; norouter; rules; echo FORGOTTEN");
    assertThat(lab.says("FORGOTTEN")).isTrue();
    assertThat(lab.reaches(7001)).as("forgotten").isFalse();
    lab.run("router yes no; echo BACK");
    assertThat(lab.says("BACK")).isTrue();
  }
}
