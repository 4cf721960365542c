package io.scp2p.examples.fuzz;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.dht.DhtEffect;
import io.scp2p.core.protocol.dht.DhtInput;
import io.scp2p.core.protocol.dht.DhtMachine;
import io.scp2p.core.protocol.dht.DhtReply;
import io.scp2p.core.protocol.dht.DhtRules;
import io.scp2p.core.protocol.dht.Judged;
import io.scp2p.core.protocol.dht.LookupGoal;
import io.scp2p.core.protocol.dht.Speech;
import io.scp2p.core.protocol.dht.ValueJudge;
import io.scp2p.core.protocol.lan.LanEffect;
import io.scp2p.core.protocol.lan.LanInput;
import io.scp2p.core.protocol.lan.LanMachine;
import io.scp2p.core.protocol.lan.LanPrefix;
import io.scp2p.core.protocol.peers.PexEffect;
import io.scp2p.core.protocol.peers.PexInput;
import io.scp2p.core.protocol.peers.PexMachine;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.LanPacket;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.ProviderEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What knows other peers: the DHT, the exchange of peers, the local network. */
final class PeerMachineTargets {
  private static final int STEPS = 512;

  private PeerMachineTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "dht",
            "lookups, values and announcements among nodes that lie",
            PeerMachineTargets::dhtSeeds,
            input -> new Dht().run(input)),
        new FuzzTarget(
            "pex",
            "the exchange of peers, with peers that come and go",
            vectors -> List.of(new byte[] {0, 0, 0, 0, 0, 1, 0, 2, 0, 1, 2, -1, 1, 1, 1, 2, 120}),
            PeerMachineTargets::pex),
        new FuzzTarget(
            "lan",
            "datagrams of a local network",
            PeerMachineTargets::lanSeeds,
            PeerMachineTargets::lan));
  }

  private static List<byte[]> dhtSeeds(Vectors vectors) {
    List<byte[]> all = new ArrayList<>();
    for (int kind = 0; kind < 4; kind++) {
      all.add(
          new byte[] {
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            2,
            0,
            3,
            3,
            (byte) kind,
            1,
            5,
            0,
            1,
            2,
            0,
            0,
            3,
            4,
            5,
            6,
            2,
            0,
            1,
            0,
            9,
            -56,
            2,
            1,
            0,
            2,
            7,
            8,
            9,
            9,
            -56,
            2,
            0,
            3,
            9,
            90
          });
    }
    for (byte[] value : vectors.octets(Set.of("value"), "dht-validation")) {
      byte[] with = new byte[value.length + 13];
      with[6] = 0;
      with[7] = 1;
      with[8] = 4;
      with[9] = 0;
      with[11] = (byte) (value.length >> 8);
      with[12] = (byte) value.length;
      System.arraycopy(value, 0, with, 13, value.length);
      all.add(with);
    }
    return all;
  }

  private static final class Dht {
    private final Set<Long> searches = new HashSet<>();
    private final Set<Long> publications = new HashSet<>();
    private final List<Long> asks = new ArrayList<>();
    private final ValueJudge judge = new ValueJudge(share -> Optional.empty());
    private long last;
    private boolean any;

    boolean run(byte[] input) {
      Input in = new Input(input);
      NodeKey self = Samples.nodeKey(999);
      Speech[] speech = Speech.values();
      DhtMachine dht =
          new DhtMachine(
              self,
              DhtRules.DEFAULT,
              key -> speech[key.bytes()[0] & 1],
              address -> true,
              new Random(1));
      Drive<DhtInput, DhtEffect> drive = new Drive<>(dht, Drive.start(in), this::saw);
      for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
        switch (in.below(10)) {
          case 0 -> {
            int number = in.u8();
            drive.feed(new DhtInput.Met(Samples.nodeKey(number), Samples.address(number)));
          }
          case 1 ->
              RelayMachineTargets.addresses(in).forEach(a -> drive.feed(new DhtInput.Heard(a)));
          case 2 -> answer(drive, in);
          case 3 -> find(drive, in);
          case 4 -> {
            publications.add(++last);
            DhtKey key = DhtKey.of(Samples.filled(in.u8(), 32));
            drive.feed(new DhtInput.Publish(last, new DhtEntry(key, in.block(), in.u16())));
          }
          case 5 -> announce(drive, in);
          case 6 -> {
            long search = in.below(64);
            drive.feed(new DhtInput.Cancel(search));
            searches.remove(search);
          }
          case 7 -> drive.feed(new DhtInput.Shun(Samples.address(in.u8())));
          default -> drive.pass(in);
        }
      }
      return any;
    }

    private void find(Drive<DhtInput, DhtEffect> drive, Input in) {
      searches.add(++last);
      DhtKey key = DhtKey.of(Samples.filled(in.u8(), 32));
      NodeId target = Samples.nodeKey(in.u8()).id();
      LookupGoal goal =
          switch (in.below(4)) {
            case 0 -> LookupGoal.nodes(target);
            case 1 -> LookupGoal.places(target);
            case 2 -> LookupGoal.first(key);
            default -> LookupGoal.every(key);
          };
      drive.feed(new DhtInput.Find(last, goal, RelayMachineTargets.addresses(in)));
    }

    private void announce(Drive<DhtInput, DhtEffect> drive, Input in) {
      ProviderEntry self =
          new ProviderEntry(
              Samples.address(2), new ProviderEntry.Proof(1, 2, Samples.bytes(1, 64)));
      List<ContentId> contents = new ArrayList<>();
      for (int i = in.below(40); i >= 0; i--) {
        contents.add(ContentId.of(Samples.filled(i * 5, ContentId.LENGTH)));
      }
      drive.feed(new DhtInput.Announce(self, contents, in.u32()));
    }

    private void answer(Drive<DhtInput, DhtEffect> drive, Input in) {
      int choice = in.u8();
      long ask = asks.isEmpty() ? choice : asks.remove(choice % asks.size());
      DhtReply.Why[] whys = DhtReply.Why.values();
      drive.feed(
          new DhtInput.Answered(
              ask,
              switch (in.below(4)) {
                case 0 -> new DhtReply.Peers(RelayMachineTargets.addresses(in));
                case 1 -> new DhtReply.Value(value(in), RelayMachineTargets.addresses(in));
                case 2 -> new DhtReply.Stored();
                default -> new DhtReply.Failed(whys[in.below(whys.length)]);
              }));
    }

    private @Nullable Judged value(Input in) {
      DhtKey key = DhtKey.of(Samples.filled(in.u8(), 32));
      return judge.judge(key, in.block(), 1_700_000_000L)
              instanceof ValueJudge.Judgement.Accepted good
          ? good.value()
          : null;
    }

    private void saw(DhtEffect effect) {
      any = true;
      if (effect instanceof DhtEffect.Ask ask) {
        Finding.unless(!asks.contains(ask.ask()), "two questions with one number");
        asks.add(ask.ask());
      } else if (effect instanceof DhtEffect.Forget forgotten) {
        asks.remove(forgotten.ask());
      } else if (effect instanceof DhtEffect.Ended ended) {
        Finding.unless(searches.remove(ended.search()), "a search ends twice, or is nobody's");
      } else if (effect instanceof DhtEffect.Found found) {
        Finding.unless(searches.contains(found.search()), "something is found for nobody");
      } else if (effect instanceof DhtEffect.Published published) {
        Finding.unless(
            publications.remove(published.search()), "a publication ends twice, or is nobody's");
      }
    }
  }

  private static boolean pex(byte[] input) {
    Input in = new Input(input);
    boolean[] any = new boolean[1];
    Set<NodeKey> here = new HashSet<>();
    Drive<PexInput, PexEffect> drive =
        new Drive<>(
            new PexMachine(new Random(1)),
            Drive.start(in),
            effect -> {
              any[0] = true;
              NodeKey peer =
                  effect instanceof PexEffect.Offer offer
                      ? offer.peer()
                      : ((PexEffect.AskPeers) effect).peer();
              Finding.unless(here.contains(peer), "a peer that is not there is asked");
            });
    for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
      NodeKey peer = Samples.nodeKey(in.u8());
      switch (in.below(3)) {
        case 0 -> {
          here.add(peer);
          drive.feed(new PexInput.Connected(peer));
        }
        case 1 -> {
          here.remove(peer);
          drive.feed(new PexInput.Disconnected(peer));
        }
        default -> drive.pass(in);
      }
    }
    return any[0];
  }

  private static List<byte[]> lanSeeds(Vectors vectors) {
    List<byte[]> all = new ArrayList<>();
    byte[] own =
        new LanPacket(LanPacket.CURRENT_VERSION, Samples.bytes(5, 16), 7_001, Samples.CAPABILITIES)
            .encoded()
            .toArray();
    for (byte[] packet : vectors.octets("records")) {
      all.add(packetSeed(packet));
    }
    all.add(packetSeed(own));
    return all;
  }

  private static byte[] packetSeed(byte[] packet) {
    byte[] seed = new byte[packet.length + 13];
    seed[6] = 1;
    seed[7] = 5;
    seed[8] = 9;
    seed[9] = (byte) (packet.length >> 8);
    seed[10] = (byte) packet.length;
    System.arraycopy(packet, 0, seed, 11, packet.length);
    seed[packet.length + 11] = 3;
    seed[packet.length + 12] = 100;
    return seed;
  }

  private static boolean lan(byte[] input) {
    Input in = new Input(input);
    boolean[] any = new boolean[1];
    List<PeerAddress> dialling = new ArrayList<>();
    long start = Drive.start(in);
    Drive<LanInput, LanEffect> drive =
        new Drive<>(
            new LanMachine(Samples.bytes(9, 16), 7_000, Samples.CAPABILITIES, new Random(1), start),
            start,
            effect -> {
              if (effect instanceof LanEffect.Meet meet) {
                Finding.unless(!dialling.contains(meet.address()), "dialled twice at once");
                dialling.add(meet.address());
                Finding.unless(dialling.size() <= LanMachine.MAX_DIALS, "too many dials");
                any[0] = true;
              }
            });
    drive.feed(networks(in));
    for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
      switch (in.below(4)) {
        case 0 -> drive.feed(networks(in));
        case 1 -> {
          IpAddress from =
              in.below(16) == 15
                  ? new IpAddress(Bytes.wrap(in.fixed(16)))
                  : IpAddress.of((byte) 10, (byte) 0, (byte) 0, (byte) in.u8());
          drive.feed(new LanInput.Received(from, in.block()));
        }
        case 2 -> {
          int choice = in.u8();
          PeerAddress address =
              dialling.isEmpty()
                  ? Samples.address(choice)
                  : dialling.remove(choice % dialling.size());
          drive.feed(new LanInput.Dialled(address, in.bool() ? Samples.nodeKey(choice) : null));
        }
        default -> drive.pass(in);
      }
    }
    return any[0];
  }

  private static LanInput networks(Input in) {
    IpAddress ten = IpAddress.of((byte) 10, (byte) 0, (byte) 0, (byte) 0);
    int bits = in.u8();
    return new LanInput.Networks(
        bits > 32 ? List.of() : List.of(new LanPrefix(ten, bits == 0 ? 24 : bits)));
  }
}
