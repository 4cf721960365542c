package io.scp2p.core.engine.follow;

import io.scp2p.api.ShareLink;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Reply;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.session.SessionFailure;
import io.scp2p.core.protocol.sync.Publisher;
import io.scp2p.core.wire.frame.Envelope;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.message.Request;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Peers that answer what the test gave them, in their own way, after a while. */
final class FakePeers implements SyncPeers {
  private static final long DELAY_NANOS = 20_000_000;

  private final Loop loop;
  private final Map<NodeKey, Answers> peers = new LinkedHashMap<>();
  final List<Request> asked = new ArrayList<>();

  /** What one peer says; null is silence until the session gives up. */
  @FunctionalInterface
  interface Answers {
    @Nullable Response to(Request request);
  }

  FakePeers(Loop loop) {
    this.loop = loop;
  }

  void peer(int number, Answers answers) {
    peers.put(Publisher.peer(number), answers);
  }

  @Override
  public List<NodeKey> known(ShareId share) {
    return List.copyOf(peers.keySet());
  }

  @Override
  public CompletableFuture<List<NodeKey>> find(ShareLink link) {
    return CompletableFuture.completedFuture(List.of());
  }

  @Override
  public void ask(NodeKey peer, Request request, int expectedBytes, Reply outcome) {
    asked.add(request);
    loop.at(
        loop.time().nanos() + DELAY_NANOS,
        () -> {
          Answers answers = peers.get(peer);
          if (answers == null) {
            outcome.failed(SessionFailure.ENDED);
            return;
          }
          Response response = answers.to(request);
          if (response != null) {
            outcome.answered(Envelope.response(response.type(), 1, response.encoded()));
          }
        });
  }

  /** A peer that holds heads and manifests and hands out whatever they are. */
  static final class Holder implements Answers {
    private final Map<ShareId, ShareHead> heads = new HashMap<>();
    private final List<Publisher.Signed> versions = new ArrayList<>();

    Holder head(ShareId share, ShareHead head) {
      heads.put(share, head);
      return this;
    }

    Holder hold(Publisher.Signed version) {
      versions.add(version);
      return head(version.head().body().shareId(), version.head());
    }

    @Override
    public @Nullable Response to(Request request) {
      if (request instanceof FindValue find) {
        for (Map.Entry<ShareId, ShareHead> head : heads.entrySet()) {
          if (DhtKeys.shareHead(head.getKey()).equals(find.key())) {
            return Publisher.answer(find.key(), head.getValue());
          }
        }
        for (Publisher.Signed version : versions) {
          if (DhtKeys.manifest(version.verifiedManifest().id()).equals(find.key())) {
            return Publisher.answer(version.manifest());
          }
        }
        return new FindValueResult(null, List.of());
      }
      if (request instanceof GetManifest get) {
        for (Publisher.Signed version : versions) {
          if (version.verifiedManifest().id().equals(get.manifestId())) {
            Manifest manifest = version.manifest();
            return new ManifestData(get.manifestId(), manifest.encoded());
          }
        }
      }
      return null;
    }
  }
}
