package io.scp2p.core.engine.node;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.event.PeerEvent;
import io.scp2p.api.event.RelayEvent;
import io.scp2p.api.event.SecurityEvent;
import io.scp2p.api.event.ShareEvent;
import io.scp2p.api.event.SubscriptionEvent;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.peer.PathKind;
import io.scp2p.api.spi.Endpoint;
import io.scp2p.core.engine.NetworkListener;
import io.scp2p.core.engine.community.CommunityEngine;
import io.scp2p.core.engine.dht.DhtService;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.download.DownloadService;
import io.scp2p.core.engine.download.Providers;
import io.scp2p.core.engine.event.EventHub;
import io.scp2p.core.engine.follow.FollowEvents;
import io.scp2p.core.engine.reach.ReachEngine;
import io.scp2p.core.engine.relay.RelayEngine;
import io.scp2p.core.engine.relay.RelayListener;
import io.scp2p.core.engine.share.UnservedListener;
import io.scp2p.core.engine.vault.VaultEngine;
import io.scp2p.core.protocol.session.HandshakeFailure;
import org.jspecify.annotations.Nullable;

/** Turns what the parts of a node tell into events for the host. Lives on the loop. */
final class Happenings implements NetworkListener, FollowEvents, UnservedListener, RelayListener {
  private final EventHub hub;
  private final ClockWatch clock;
  private final Telemetry telemetry;
  private @Nullable Providers providers;
  private @Nullable DhtService dht;
  private @Nullable Watching watching;
  private @Nullable DownloadService downloads;
  private @Nullable VaultEngine vault;
  private @Nullable RelayEngine relays;
  private @Nullable CommunityEngine communities;
  private @Nullable ReachEngine reach;

  Happenings(EventHub hub, ClockWatch clock, Telemetry telemetry) {
    this.hub = hub;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** Who else wants to know which peers are there. */
  void tell(Providers newProviders, DhtService newDht) {
    providers = newProviders;
    dht = newDht;
    newDht.onAnnounced(
        (share, peers) -> hub.publish(stamp -> new ShareEvent.Announced(stamp, share, peers)));
  }

  /** Who else wants to know which peers are there, and what is followed. */
  void tell(Watching newWatching) {
    watching = newWatching;
  }

  /** Who else wants to know that a peer has come. */
  void tell(DownloadService newDownloads) {
    downloads = newDownloads;
  }

  /** Who else wants to know which peers are there. */
  void tell(VaultEngine newVault) {
    vault = newVault;
  }

  /** Who else wants to know which peers are there. */
  void tell(RelayEngine newRelays) {
    relays = newRelays;
  }

  /** Who else wants to know which peers are there. */
  void tell(CommunityEngine newCommunities) {
    communities = newCommunities;
  }

  /** Who else wants to know that a peer has come. */
  void tell(ReachEngine newReach) {
    reach = newReach;
  }

  @Override
  public void connected(NodeKey peer, PathKind path, Endpoint at, boolean extended) {
    hub.publish(stamp -> new PeerEvent.Connected(stamp, peer.id(), path));
    if (path != PathKind.RELAYED_PLAIN) { // Whose other end has said no time.
      clock.agrees();
    }
    if (providers != null) {
      providers.connected(peer, path, extended);
    }
    if (downloads != null) {
      downloads.peerCame();
    }
    if (dht != null) {
      dht.connected(peer, at);
    }
    if (watching != null) {
      watching.connected(peer);
    }
    if (vault != null) {
      vault.connected(peer, at.address().getAddress());
    }
    if (relays != null) {
      relays.connected(peer);
    }
    if (communities != null) {
      communities.connected();
    }
    if (reach != null) {
      reach.connected();
    }
  }

  @Override
  public void pathChanged(NodeKey peer, PathKind from, PathKind to, Endpoint at) {
    if (providers != null) {
      providers.pathChanged(peer, to);
    }
    if (from != to) {
      hub.publish(stamp -> new PeerEvent.PathChanged(stamp, peer.id(), from, to));
    }
  }

  @Override
  public void disconnected(NodeKey peer) {
    hub.publish(stamp -> new PeerEvent.Disconnected(stamp, peer.id()));
    if (providers != null) {
      providers.disconnected(peer);
    }
    if (dht != null) {
      dht.disconnected(peer);
    }
    if (watching != null) {
      watching.disconnected(peer);
    }
    if (vault != null) {
      vault.disconnected(peer);
    }
  }

  /** A node of the local network is new, or has come back. */
  void foundNearby(NodeKey peer) {
    hub.publish(stamp -> new PeerEvent.FoundNearby(stamp, peer.id()));
  }

  @Override
  public void identityMismatch(Endpoint at, NodeKey expected, NodeKey actual) {
    hub.publish(stamp -> new SecurityEvent.IdentityMismatch(stamp, at, expected, actual));
  }

  @Override
  public void clockDiffers(Endpoint at, @Nullable NodeKey claimedKey) {
    clock.differs(at.address().getAddress(), claimedKey);
  }

  /** Counted and not told one by one: who is nobody yet could fill the event stream with them. */
  @Override
  public void suspicious(Endpoint at, HandshakeFailure why, @Nullable NodeKey claimedKey) {
    telemetry.suspiciousHandshake();
  }

  @Override
  public void channelIntercepted(Endpoint at, NodeKey peer) {
    hub.publish(stamp -> new SecurityEvent.ChannelIntercepted(stamp, at, peer));
  }

  @Override
  public void throttled(NodeKey peer) {
    hub.publish(stamp -> new SecurityEvent.PeerThrottled(stamp, peer.id()));
  }

  @Override
  public void lied(NodeKey peer, ErrorCode what) {
    hub.publish(stamp -> new SecurityEvent.PeerLied(stamp, peer.id(), what));
  }

  @Override
  public void tunnelOpened(NodeKey relay) {
    hub.publish(stamp -> new RelayEvent.TunnelOpened(stamp, relay.id()));
  }

  @Override
  public void tunnelLost(NodeKey relay, ErrorCode why) {
    hub.publish(stamp -> new RelayEvent.TunnelLost(stamp, relay.id(), why));
  }

  @Override
  public void serving(int tunnels) {
    hub.publish(stamp -> new RelayEvent.Serving(stamp, tunnels));
  }

  @Override
  public void followed(ShareId share) {
    hub.publish(stamp -> new SubscriptionEvent.Followed(stamp, share));
  }

  @Override
  public void updated(ShareId share, long seq, ManifestId manifest) {
    hub.publish(stamp -> new SubscriptionEvent.Updated(stamp, share, seq, manifest));
    if (watching != null) {
      watching.changed(share, seq);
    }
  }

  @Override
  public void syncFailed(ShareId share, ErrorCode why) {
    hub.publish(stamp -> new SubscriptionEvent.SyncFailed(stamp, share, why));
  }

  @Override
  public void unfollowed(ShareId share) {
    hub.publish(stamp -> new SubscriptionEvent.Unfollowed(stamp, share));
    if (watching != null) {
      watching.unfollowed(share);
    }
  }

  @Override
  public void held(ShareId share, NodeKey peer) {
    if (watching != null) {
      watching.held(share, peer);
    }
  }

  @Override
  public void versionRefused(ShareId share, NodeId peer, ErrorCode what) {
    hub.publish(stamp -> new SecurityEvent.VersionRefused(stamp, share, peer, what));
  }

  @Override
  public void peerLied(NodeId peer, ErrorCode what) {
    hub.publish(stamp -> new SecurityEvent.PeerLied(stamp, peer, what));
  }

  @Override
  public void fileUnserved(ShareId share, ContentId content, ErrorCode why) {
    hub.publish(stamp -> new ShareEvent.FileUnserved(stamp, share, content, why));
  }
}
