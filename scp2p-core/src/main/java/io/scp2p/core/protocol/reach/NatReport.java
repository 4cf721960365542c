package io.scp2p.core.protocol.reach;

import io.scp2p.core.wire.stun.StunAddress;
import java.util.List;

/**
 * What a node has found out about its router, for UDP over IPv4.
 *
 * @param mapping which address packets get
 * @param filtering which packets are let in
 * @param mapped under which addresses others have seen the port; most of them first
 * @param asked how many were asked
 * @param answered how many have answered
 */
public record NatReport(
    NatMapping mapping, NatFiltering filtering, List<StunAddress> mapped, int asked, int answered) {
  /** Nothing is known yet. */
  public static final NatReport NOTHING =
      new NatReport(NatMapping.UNKNOWN, NatFiltering.UNKNOWN, List.of(), 0, 0);

  /** Takes a copy of the list. */
  public NatReport {
    mapped = List.copyOf(mapped);
  }

  /** One sentence for people. */
  public String words() {
    return switch (mapping) {
      case BLOCKED -> "None of " + asked + " answered over UDP: the network seems to block it.";
      case NONE -> "No address translation: others see the address that this node has.";
      case SAME_FOR_ALL ->
          "Behind a router that keeps one outside address (" + mapped.get(0) + ")" + lets();
      case DIFFERENT_FOR_EACH ->
          "Behind a router that gives each destination another port (symmetric): a direct path"
              + " needs a peer whose own router is not of that kind.";
      case UNKNOWN ->
          mapped.isEmpty()
              ? "Nothing is known yet about the router."
              : "Behind a router (" + mapped.get(0) + "); more peers are needed to know its kind.";
    };
  }

  private String lets() {
    return switch (filtering) {
      case OPEN -> " and lets everybody in: direct paths work.";
      case BY_ADDRESS, BY_ADDRESS_AND_PORT ->
          " and lets in whom this node has sent to: direct paths can be punched.";
      case UNKNOWN -> ": direct paths can be punched.";
    };
  }
}
