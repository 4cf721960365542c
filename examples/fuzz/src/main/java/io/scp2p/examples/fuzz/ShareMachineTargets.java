package io.scp2p.examples.fuzz;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.core.catalog.HeadSeal;
import io.scp2p.core.catalog.ManifestSeal;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.catalog.CatalogEffect;
import io.scp2p.core.protocol.catalog.CatalogFinding;
import io.scp2p.core.protocol.catalog.CatalogInput;
import io.scp2p.core.protocol.catalog.CatalogMachine;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.pairing.CodeWords;
import io.scp2p.core.protocol.pairing.PairingDesk;
import io.scp2p.core.protocol.pairing.PairingGuest;
import io.scp2p.core.protocol.sync.CatalogOutcome;
import io.scp2p.core.protocol.sync.Finding.Unanswered;
import io.scp2p.core.protocol.sync.HeadCheck;
import io.scp2p.core.protocol.sync.LocalVersion;
import io.scp2p.core.protocol.sync.ManifestCheck;
import io.scp2p.core.protocol.sync.SyncEffect;
import io.scp2p.core.protocol.sync.SyncInput;
import io.scp2p.core.protocol.sync.SyncMachine;
import io.scp2p.core.protocol.sync.VerifiedHead;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.message.ManifestData;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.pairing.PairBegin;
import io.scp2p.core.wire.pairing.PairBegun;
import io.scp2p.core.wire.pairing.PairProve;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.Visibility;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Following a share, fetching its catalog, and pairing. */
final class ShareMachineTargets {
  private static final long NOW = 1_700_000_000L;
  private static final SigningKey PUBLISHER = Samples.key(3);
  private static final Map<Integer, VerifiedHead> HEADS = new ConcurrentHashMap<>();
  private static final Map<Integer, ShareHead> SIGNED = new ConcurrentHashMap<>();
  private static final PairingCode CODE = PairingCode.parse("4711-bado-fimu-keta");
  private static final PairingCode WRONG = PairingCode.parse("4711-bado-fimu-keba");
  private static final NodeKey DESK = Samples.key(4).nodeKey();
  private static final NodeKey GUEST = Samples.key(5).nodeKey();

  private ShareMachineTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "sync",
            "a look for a newer version, among peers that lie",
            vectors -> syncSeeds(),
            input -> new Sync().run(input)),
        new FuzzTarget(
            "catalog",
            "fetching a paged catalog, among peers that lie",
            vectors ->
                List.of(
                    new byte[] {0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 1, 0, 1, 1, 0, 2, 8, -56},
                    new byte[] {0, 0, 0, 0, 0, 0, 5, 8, 100, 8, 120, 8, 127}),
            input -> new Catalog().run(input)),
        new FuzzTarget(
            "pairing-desk",
            "exchanges that were begun with and without the code",
            vectors ->
                List.of(
                    new byte[] {1, 0, 3, 0, 0},
                    new byte[] {2, 0, 3, 0, 0, 1, 0},
                    new byte[] {0, 0, 40, 1, 0, 3, 0, 9}),
            ShareMachineTargets::pairing));
  }

  private static List<byte[]> syncSeeds() {
    List<byte[]> all = new ArrayList<>();
    for (int local = 0; local < 4; local++) {
      all.add(
          new byte[] {
            (byte) local,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            3,
            1,
            1,
            0,
            0,
            1,
            1,
            0,
            1,
            5,
            -56,
            1,
            0,
            2,
            1,
            0,
            3,
            1,
            0,
            2
          });
    }
    return all;
  }

  private static VerifiedHead head(int seq) {
    return HEADS.computeIfAbsent(
        seq, each -> HeadCheck.verify(PUBLISHER.shareKey(), signed(each)).orElseThrow());
  }

  private static ShareHead signed(int seq) {
    return SIGNED.computeIfAbsent(seq, each -> HeadSeal.announcing(manifest(each), NOW, PUBLISHER));
  }

  private static Manifest manifest(int seq) {
    return ManifestSeal.sign(
        new Manifest.Body(
            Manifest.VERSION,
            PUBLISHER.shareKey(),
            PUBLISHER.shareKey().id(),
            seq,
            NOW,
            null,
            "title",
            null,
            Visibility.PUBLIC,
            List.of(),
            List.of(),
            List.of()),
        PUBLISHER);
  }

  private static final class Sync {
    private static final MessageCodec CODEC = MessageCodec.v1();

    private final List<Long> asks = new ArrayList<>();
    private final Set<Long> aboutHeads = new HashSet<>();
    private boolean over;
    private @Nullable VerifiedHead asked;

    boolean run(byte[] input) {
      Input in = new Input(input);
      int kind = in.below(4);
      LocalVersion local =
          kind == 0
              ? null
              : new LocalVersion(
                  kind, kind == 3 ? head(3).manifestId() : ManifestId.of(new byte[32]));
      SyncMachine sync = new SyncMachine(local, in.bool());
      Drive<SyncInput, SyncEffect> drive = new Drive<>(sync, Drive.start(in), this::saw);
      for (int steps = 0; !in.isEmpty() && steps < 256; steps++) {
        switch (in.below(6)) {
          case 0 -> {
            List<NodeKey> peers = new ArrayList<>();
            for (int i = in.below(40); i > 0; i--) {
              peers.add(Samples.nodeKey(in.u8()));
            }
            drive.feed(new SyncInput.Peers(peers, in.bool()));
          }
          case 1, 2 -> {
            int choice = in.u8();
            long ask = asks.isEmpty() ? choice : asks.remove(choice % asks.size());
            // Each question is answered with what its own check finds; late ones, too.
            drive.feed(
                new SyncInput.Answered(
                    ask, aboutHeads.contains(ask) ? aboutHead(in) : aboutManifest(in)));
          }
          case 3 -> drive.feed(new SyncInput.CacheRead(aboutManifest(in)));
          case 4 ->
              drive.feed(
                  new SyncInput.CatalogTried(
                      in.bool()
                          ? new CatalogOutcome.Nothing()
                          : new CatalogOutcome.Failed(ErrorCode.MANIFEST_UNAVAILABLE)));
          default -> drive.pass(in);
        }
      }
      drive.feed(new SyncInput.Cancelled());
      Finding.unless(over && sync.deadlineNanos().isEmpty(), "an end that is none");
      return true;
    }

    private static io.scp2p.core.protocol.sync.Finding aboutHead(Input in) {
      return switch (in.below(5)) {
        case 0 -> new io.scp2p.core.protocol.sync.Finding.Head(head(in.u8()));
        case 1 -> new Unanswered(ErrorCode.PEER_UNREACHABLE);
        case 2 ->
            HeadCheck.examine(
                PUBLISHER.shareKey(),
                new FindValueResult(
                    new DhtEntry(
                        DhtKeys.shareHead(PUBLISHER.shareKey().id()),
                        signed(in.u8()).encoded(),
                        1_000),
                    List.of()));
        case 3 ->
            answer(in, 201) instanceof FindValueResult found
                ? HeadCheck.examine(PUBLISHER.shareKey(), found)
                : new io.scp2p.core.protocol.sync.Finding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
        default -> new io.scp2p.core.protocol.sync.Finding.ForgedHead();
      };
    }

    private io.scp2p.core.protocol.sync.Finding aboutManifest(Input in) {
      VerifiedHead head = asked;
      int choice = in.below(4);
      if (head == null || choice == 0) {
        return new io.scp2p.core.protocol.sync.Finding.Nothing();
      }
      return switch (choice) {
        case 1 -> ManifestCheck.cached(head, manifest((int) head.seq()).encoded(), NOW);
        case 2 ->
            answer(in, 401) instanceof ManifestData data
                ? ManifestCheck.direct(head, data, NOW)
                : new io.scp2p.core.protocol.sync.Finding.Unusable(ErrorCode.MANIFEST_INVALID);
        default -> new Unanswered(ErrorCode.PEER_UNREACHABLE);
      };
    }

    private static @Nullable Response answer(Input in, int type) {
      try {
        return CODEC.decodeResponse(type, in.block());
      } catch (WireException refused) {
        return null;
      }
    }

    private void saw(SyncEffect effect) {
      Finding.unless(!over, "something follows the end");
      if (effect instanceof SyncEffect.AskHead ask) {
        aboutHeads.add(ask.ask());
        asks.add(ask.ask());
      } else if (effect instanceof SyncEffect.AskValue ask) {
        asked = ask.head();
        asks.add(ask.ask());
      } else if (effect instanceof SyncEffect.AskManifest ask) {
        asked = ask.head();
        asks.add(ask.ask());
      } else if (effect instanceof SyncEffect.ReadCache read) {
        asked = read.head();
      } else if (effect instanceof SyncEffect.Done) {
        over = true;
      }
      Finding.unless(asks.size() <= 64, "questions without end");
    }
  }

  private static final class Catalog {
    private final List<Long> asks = new ArrayList<>();
    private final List<Long> works = new ArrayList<>();
    private boolean over;

    boolean run(byte[] input) {
      Input in = new Input(input);
      CatalogMachine catalog = new CatalogMachine();
      Drive<CatalogInput, CatalogEffect> drive = new Drive<>(catalog, Drive.start(in), this::saw);
      List<NodeKey> peers = new ArrayList<>();
      for (int i = in.below(40); i > 0; i--) {
        peers.add(Samples.nodeKey(i));
      }
      drive.feed(new CatalogInput.Start(peers));
      for (int steps = 0; !in.isEmpty() && steps < 256; steps++) {
        switch (in.below(9)) {
          case 0, 1, 2 -> {
            int choice = in.u8();
            long ask = asks.isEmpty() ? choice : asks.remove(choice % asks.size());
            drive.feed(new CatalogInput.Answered(ask, finding(in)));
          }
          case 3 -> drive.feed(new CatalogInput.Applied(work(in), in.bool()));
          case 4 -> drive.feed(new CatalogInput.Examined(work(in), List.of()));
          case 5 -> drive.feed(new CatalogInput.Kept(work(in)));
          case 6 -> drive.feed(new CatalogInput.Assembled(work(in), null));
          default -> drive.pass(in);
        }
      }
      drive.feed(new CatalogInput.Cancelled());
      Finding.unless(over && catalog.deadlineNanos().isEmpty(), "an end that is none");
      return true;
    }

    private long work(Input in) {
      int choice = in.u8();
      return works.isEmpty() ? choice : works.remove(choice % works.size());
    }

    private static CatalogFinding finding(Input in) {
      return switch (in.below(4)) {
        case 0 -> new CatalogFinding.Nothing();
        case 1 -> new CatalogFinding.Unanswered(ErrorCode.PEER_UNREACHABLE);
        case 2 -> new CatalogFinding.Wrong(ErrorCode.PROTOCOL_VIOLATION);
        default -> new CatalogFinding.Some(List.of(), in.bool());
      };
    }

    private void saw(CatalogEffect effect) {
      Finding.unless(!over, "something follows the end");
      if (effect instanceof CatalogEffect.AskCatalog ask) {
        asks.add(ask.ask());
      } else if (effect instanceof CatalogEffect.AskPages ask) {
        asks.add(ask.ask());
      } else if (effect instanceof CatalogEffect.Done) {
        over = true;
      }
    }
  }

  /** Whoever does not know the code, or whose messages were changed, is never met. */
  private static boolean pairing(byte[] input) {
    Input in = new Input(input);
    PairingDesk desk = new PairingDesk(DESK, CodeWords.secretOf(CODE), Samples.entropy(1));
    boolean met = false;
    PairProve proof = null;
    boolean honest = false;
    for (int steps = 0; !in.isEmpty() && steps < 24; steps++) {
      switch (in.below(4)) {
        case 0 -> begin(desk, in);
        case 1, 2 -> {
          boolean right = in.bool();
          PairingGuest guest =
              new PairingGuest(
                  GUEST,
                  DESK,
                  4_711,
                  CodeWords.secretOf(right ? CODE : WRONG),
                  Samples.entropy(10 + steps));
          Bytes answer = desk.begin(GUEST, guest.begin()).orElse(null);
          if (answer != null) {
            Bytes heard = damaged(answer, in);
            proof = guest.begun(new PairBegun(heard)).orElse(null);
            honest = right && heard.equals(answer);
          }
        }
        default -> {
          if (proof != null) {
            Bytes shown = damaged(proof.proof(), in);
            boolean good = honest && shown.equals(proof.proof()) && !met;
            PairingDesk.Outcome outcome = desk.prove(GUEST, new PairProve(proof.session(), shown));
            boolean nowMet = outcome instanceof PairingDesk.Outcome.Met;
            Finding.unless(!nowMet || good, "somebody who does not know the code was met");
            met |= nowMet;
          }
        }
      }
    }
    desk.close();
    return proof != null;
  }

  private static void begin(PairingDesk desk, Input in) {
    Bytes session = Bytes.wrap(in.fixed(16));
    int size = 1 + in.below(200);
    desk.begin(Samples.nodeKey(in.u8()), new PairBegin(4_711, session, Bytes.wrap(in.fixed(size))));
  }

  private static Bytes damaged(Bytes bytes, Input in) {
    int bits = in.u8();
    byte[] changed = bytes.toArray();
    if (bits > 127) {
      changed[in.below(changed.length)] ^= (byte) bits;
    }
    return Bytes.wrap(changed);
  }
}
