package io.scp2p.core.engine.relay;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.api.spi.TransportKind;
import io.scp2p.core.engine.AskFailure;
import io.scp2p.core.engine.AskOutcome;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Network;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.engine.dht.Places;
import io.scp2p.core.protocol.relay.AnnouncementSeal;
import io.scp2p.core.protocol.relay.RelayDirectory;
import io.scp2p.core.protocol.relay.Rendezvous;
import io.scp2p.core.protocol.relay.TunnelInput.Source;
import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.wire.message.RelayListRequest;
import io.scp2p.core.wire.message.RelayListResponse;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayAnnouncement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Looks for relays: among the peers that are connected, in what these know (section 14.7), and at
 * the rendezvous points of the DHT (section 14.8). Lives on the loop.
 */
final class RelaySearch {
  /** Peers asked for the relays they know. */
  private static final int MAX_ASKED = 8;

  /** Sixteen announcements of some 500 bytes; a design note of v1 wants no more than 32 KiB. */
  private static final int LIST_BYTES = 32 << 10;

  private final Loop loop;
  private final Offload offload;
  private final Network network;
  private final DhtService dht;
  private final RelayDirectory directory;
  private final BiConsumer<List<PeerAddress>, Source> found;

  RelaySearch(
      Loop loop,
      Offload offload,
      Network network,
      DhtService dht,
      RelayDirectory directory,
      BiConsumer<List<PeerAddress>, Source> found) {
    this.loop = loop;
    this.offload = offload;
    this.network = network;
    this.dht = dht;
    this.directory = directory;
    this.found = found;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  void seek() {
    List<NodeKey> peers = List.copyOf(network.connected());
    peers.forEach(this::consider);
    peers.stream().limit(MAX_ASKED).forEach(this::ask);
    Rendezvous.keys(Rendezvous.bucket(nowUnix()))
        .forEach(
            key ->
                dht.records(key)
                    .thenAccept(
                        records ->
                            records.forEach(
                                record -> {
                                  if (record instanceof RelayAnnouncement announcement) {
                                    verified(announcement); // The DHT has verified it.
                                  }
                                })));
    directory.best(RelayDirectory.MAX_LISTED, nowUnix()).forEach(this::offer);
  }

  private long nowUnix() {
    return loop.time().wall().getEpochSecond();
  }

  /** Any listening v1 node relays, whether it says so or not (section 14); of ours, some. */
  void consider(NodeKey key) {
    Peer peer = network.peer(key).orElse(null);
    if (peer == null || (peer.extensions().isPresent() && !peer.capabilities().relay())) {
      return;
    }
    List<PeerAddress> addresses = new ArrayList<>();
    for (Endpoint at : network.addresses(key)) {
      if (at.kind() == TransportKind.TCP) {
        Places.address(at)
            .ifPresent(
                address ->
                    addresses.add(
                        new PeerAddress(
                            address.ip(), address.port(), address.transport(), key, null)));
      }
    }
    found.accept(addresses, network.isNear(key) ? Source.LAN : Source.NETWORK);
  }

  private void ask(NodeKey peer) {
    network.ask(
        peer,
        new RelayListRequest(RelayDirectory.MAX_LISTED),
        LIST_BYTES,
        new AskOutcome() {
          @Override
          public void answered(Response response) {
            if (response instanceof RelayListResponse list) {
              list.announcements().stream()
                  .limit(RelayDirectory.MAX_LISTED)
                  .forEach(RelaySearch.this::verify);
            }
          }

          @Override
          public void failed(AskFailure why) {
            // Others are asked too, and again later.
          }
        });
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void verify(RelayAnnouncement announcement) {
    offload
        .call(() -> AnnouncementSeal.verify(announcement).isEmpty())
        .whenComplete(
            (good, failure) -> {
              if (failure == null && good) {
                verified(announcement);
              }
            });
  }

  private void verified(RelayAnnouncement announcement) {
    if (directory.add(announcement, nowUnix())) {
      offer(announcement);
    }
  }

  private void offer(RelayAnnouncement announcement) {
    NodeKey relay = announcement.body().relayKey();
    List<PeerAddress> addresses =
        announcement.body().relayAddresses().stream()
            .filter(address -> address.transport() == PeerTransport.TCP)
            .map(at -> new PeerAddress(at.ip(), at.port(), at.transport(), relay, null))
            .limit(2)
            .toList();
    found.accept(addresses, Source.NETWORK);
  }
}
