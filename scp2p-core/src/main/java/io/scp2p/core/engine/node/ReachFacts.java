package io.scp2p.core.engine.node;

import io.scp2p.api.BootstrapAddress;
import io.scp2p.api.config.NetworkConfig;
import io.scp2p.api.diagnostics.SessionSnapshot;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.engine.portmap.WayOut;
import io.scp2p.core.engine.reach.PathReport;
import io.scp2p.core.engine.turn.TurnState;
import io.scp2p.core.protocol.portmap.MappingTrial;
import io.scp2p.core.protocol.portmap.PortMapping;
import io.scp2p.core.protocol.reach.NatReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a report of reachability is made of, all of one moment.
 *
 * @param config of the network
 * @param asksRouter whether this node asks its router to forward ports
 * @param listening where it listens
 * @param advertised what it tells others
 * @param way the way out of the local network, as last seen
 * @param trials of the ways to ask the router
 * @param mappings what the router forwards
 * @param nat what was found out about the router
 * @param turn the servers
 * @param relays with a tunnel
 * @param sessions open now
 * @param paths searches for direct paths
 * @param at the moment
 */
record ReachFacts(
    NetworkConfig config,
    boolean asksRouter,
    List<Endpoint> listening,
    List<Endpoint> advertised,
    Optional<WayOut.Way> way,
    List<MappingTrial> trials,
    List<PortMapping> mappings,
    NatReport nat,
    List<TurnState> turn,
    List<BootstrapAddress> relays,
    List<SessionSnapshot> sessions,
    List<PathReport> paths,
    Instant at) {}
