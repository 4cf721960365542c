package io.scp2p.core.engine.node;

import io.scp2p.api.diagnostics.NatKind;
import io.scp2p.api.diagnostics.PortMappingReport;
import io.scp2p.api.diagnostics.PortMappingReport.State;
import io.scp2p.api.diagnostics.ReachabilityReport.Finding;
import io.scp2p.api.diagnostics.ReachabilityReport.Verdict;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.turn.TurnState;
import io.scp2p.core.protocol.portmap.MappingTrial;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sentences of a report: what was tried, what came of it, what its reader can do. */
final class ReachWords {
  private final ReachFacts facts;
  private final Verdict verdict;
  private final NatKind nat;
  private final PortMappingReport mapping;
  private final List<Finding> findings = new ArrayList<>();

  ReachWords(ReachFacts facts, Verdict verdict, NatKind nat, PortMappingReport mapping) {
    this.facts = facts;
    this.verdict = verdict;
    this.nat = nat;
    this.mapping = mapping;
  }

  List<Finding> findings() {
    listening();
    router();
    nat();
    facts.turn().forEach(this::turn);
    relays();
    return findings;
  }

  private void add(
      String subject, boolean works, @Nullable PathKind path, String explanation, String advice) {
    findings.add(new Finding(subject, works, path, explanation, advice));
  }

  private void listening() {
    if (facts.listening().isEmpty()) {
      add(
          "listening",
          false,
          null,
          "This node does not listen, so nobody can connect to it.",
          facts.config().listen()
              ? "Look in the log why the ports could not be opened."
              : "Switch network.listen on, unless this is what you want.");
      return;
    }
    String ports =
        facts.listening().stream()
            .map(ReachReport::text)
            .distinct()
            .collect(Collectors.joining(", "));
    boolean lan =
        facts.listening().stream().anyMatch(at -> !at.address().getAddress().isLoopbackAddress());
    add(
        "listening",
        lan,
        lan ? PathKind.LAN : null,
        "This node listens on " + ports + (lan ? "." : ", for this machine only."),
        lan
            ? ""
            : "Others cannot connect: the machine has no network, or the node is bound to"
                + " loopback.");
  }

  private String forwardByHand() {
    return "In the settings of your router, forward "
        + facts.listening().stream()
            .map(
                at ->
                    (at.kind() == TransportKind.TCP ? "TCP" : "UDP")
                        + " port "
                        + at.address().getPort())
            .distinct()
            .collect(Collectors.joining(" and "))
        + " to this machine, and set network.advertised to the outside address.";
  }

  private void router() {
    String subject = "router" + gateway();
    switch (mapping.state()) {
      case OFF -> {
        boolean told = !facts.config().advertised().isEmpty();
        add(
            subject,
            told,
            told ? PathKind.DIRECT : null,
            told
                ? "The router is not asked for ports, as network.advertised says where this node"
                    + " is."
                : "The router is not asked to forward ports.",
            !told && facts.config().listen() && !facts.config().portMapping() && !isReachable()
                ? "Switch network.portMapping on."
                : "");
      }
      case NO_ROUTER ->
          add(
              subject,
              false,
              null,
              "There is no way out of the local network.",
              "Connect this machine to the internet.");
      case TRYING -> add(subject, false, null, "The router is being asked to forward ports.", "");
      case WORKS ->
          add(
              subject,
              true,
              PathKind.DIRECT,
              "The router forwards "
                  + mapping.ports().stream()
                      .map(
                          port ->
                              port.transport()
                                  + " at "
                                  + host(port.external().getAddress())
                                  + ":"
                                  + port.external().getPort())
                      .collect(Collectors.joining(", "))
                  + ", asked by "
                  + mapping.protocol()
                  + ".",
              "");
      case DOUBLE_NAT ->
          add(
              subject,
              false,
              null,
              "The router forwards ports, but its own outside address "
                  + host(mapping.ports().get(0).external().getAddress())
                  + " is not one of the internet: it stands behind another router, or your provider"
                  + " shares one address among many customers.",
              "Switch the router nearer to the internet to bridge mode, or ask your provider for an"
                  + " address of your own; until then direct paths are punched or relayed.");
      case REFUSED ->
          add(
              subject,
              false,
              null,
              "The router understands the request to forward ports and refuses it ("
                  + tried()
                  + ").",
              "Allow port forwarding by UPnP or PCP in the settings of your router. Or: "
                  + forwardByHand());
      case NOT_OFFERED ->
          add(
              subject,
              false,
              null,
              "The router does not forward ports by itself (" + tried() + ").",
              isReachable()
                  ? ""
                  : "Switch UPnP, NAT-PMP or PCP on in the settings of your router. Or: "
                      + forwardByHand());
    }
    if (mapping.gatewayGuessed() && mapping.state() != State.WORKS) {
      add(
          "gateway",
          false,
          null,
          "This system does not show its routes; the first address of the network was taken for the"
              + " router.",
          "");
    }
  }

  private boolean isReachable() {
    return verdict == Verdict.PUBLIC;
  }

  private String gateway() {
    InetAddress at = mapping.gateway();
    return at == null ? "" : " " + host(at);
  }

  private static String host(InetAddress address) {
    return address.getHostAddress();
  }

  private String tried() {
    return facts.trials().stream().map(ReachWords::of).collect(Collectors.joining("; "));
  }

  private static String of(MappingTrial trial) {
    String by = trial.by().text();
    return switch (trial.outcome()) {
      case TRYING -> by + " is being tried";
      case WORKS -> by + " works";
      case NO_ANSWER -> by + ": no answer";
      case NOT_SPOKEN -> by + ": not understood";
      case REFUSED -> by + ": refused" + (trial.code() == 0 ? "" : " with code " + trial.code());
    };
  }

  private void nat() {
    boolean works =
        nat == NatKind.NONE || nat == NatKind.FULL_CONE || nat == NatKind.PORT_RESTRICTED;
    String advice =
        switch (nat) {
          case UDP_BLOCKED ->
              "Allow UDP in the firewall of this machine and of the network; until then everything"
                  + " goes over TCP, and direct paths cannot be punched.";
          case SYMMETRIC ->
              isReachable()
                  ? ""
                  : "Have the router forward ports, or choose another kind of NAT in its settings"
                      + " (often called full cone, or game mode); a VPN or a mobile network may be"
                      + " the cause as well.";
          default -> "";
        };
    PathKind path = !works ? null : nat == NatKind.NONE ? PathKind.DIRECT : PathKind.PUNCHED;
    add("address translation", works, path, facts.nat().words(), advice);
  }

  private void turn(TurnState turn) {
    boolean works = turn.relayed() != null;
    String advice = "";
    if (!works && turn.ended() != null) {
      advice =
          switch (turn.ended()) {
            case WRONG_CREDENTIALS -> "Correct name and password in network.turnServers.";
            case NO_ANSWER ->
                "Correct the address in network.turnServers, or ask who runs the server.";
            case REFUSED -> "Ask who runs the TURN server why it refuses.";
            case CLOSED, LOST -> "";
          };
    }
    add("TURN server " + turn.server(), works, works ? PathKind.TURN : null, of(turn), advice);
  }

  static String of(TurnState turn) {
    String by = turn.stream() ? "over TCP" : "over UDP";
    if (turn.relayed() != null) {
      return "Has given this node the address " + turn.relayed() + ", " + by + ".";
    }
    if (turn.ended() == null) {
      return "Is being asked " + by + ".";
    }
    String code = turn.code() == 0 ? "" : " (error " + turn.code() + ")";
    return switch (turn.ended()) {
      case WRONG_CREDENTIALS -> "Does not take the configured name and password" + code + ".";
      case NO_ANSWER -> "Answers neither over UDP nor over TCP.";
      case REFUSED -> "Refuses an address" + code + ".";
      case LOST -> "Was lost, and is asked again" + code + ".";
      case CLOSED -> "Is not used any more.";
    };
  }

  private void relays() {
    if (!facts.relays().isEmpty()) {
      add(
          "relays",
          true,
          PathKind.RELAYED_SEALED,
          facts.relays().size()
              + (facts.relays().size() == 1 ? " node keeps a tunnel" : " nodes keep tunnels")
              + " open, through which everybody can reach this node.",
          "");
    } else if (verdict == Verdict.UNREACHABLE || verdict == Verdict.UNKNOWN) {
      add(
          "relays",
          false,
          null,
          "No relay keeps a tunnel open for this node.",
          verdict == Verdict.UNREACHABLE
              ? "Name relays in relay.relays, so that others can reach this node through them."
              : "");
    }
  }

  /** For one peer. */
  static String of(@Nullable PathKind path, @Nullable String search) {
    String now =
        path == null
            ? "No session at the moment."
            : switch (path) {
              case LAN -> "Connected within the local network.";
              case DIRECT -> "Connected directly.";
              case PUNCHED ->
                  "Connected directly, through routers that both sides opened together.";
              case TURN -> "Connected through a TURN server, which sees ciphertext only.";
              case RELAYED_SEALED -> "Connected through a relay, which sees ciphertext only.";
              case RELAYED_PLAIN ->
                  "Connected through a relay, which sees everything: the peer is a plain v1 node.";
            };
    if (search != null) {
      return now + " " + search;
    }
    return path == PathKind.RELAYED_PLAIN || path == PathKind.RELAYED_SEALED
        ? now + " No direct path was looked for yet, or the peer does not know how to."
        : now;
  }
}
