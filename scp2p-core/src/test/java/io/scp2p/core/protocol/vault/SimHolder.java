package io.scp2p.core.protocol.vault;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.vault.LeasesRenewed;
import io.scp2p.core.wire.vault.PageData;
import io.scp2p.core.wire.vault.ProveShard;
import io.scp2p.core.wire.vault.ReadPieces;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.SealShard;
import io.scp2p.core.wire.vault.ShardPieces;
import io.scp2p.core.wire.vault.SignedOrder;
import io.scp2p.core.wire.vault.VaultMessages;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRefused;
import io.scp2p.core.wire.vault.VaultRequest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A holder in a simulated world: the real machine over a disk in memory, honest or not. */
final class SimHolder {
  /** What a holder does wrong. */
  enum Vice {
    /** Throws away what it signed for. */
    DROPS,
    /** Changes a byte of what it returns. */
    CORRUPTS,
    /** Never answers a read, nor a question for a proof. */
    STALLS,
    /** Is always too busy to read, and to prove. */
    REFUSES,
    /** Signs for shards of another hash. */
    FORGES_RECEIPTS,
    /** Answers with a receipt of before. */
    REPLAYS_RECEIPTS,
    /** Its disk fails. */
    BROKEN_DISK
  }

  static final MessageCodec CODEC = VaultMessages.addTo(MessageCodec.v1());

  final SigningKey key;
  final Set<Vice> vices = EnumSet.noneOf(Vice.class);
  final Map<Bytes, ByteArrayOutputStream> disk = new HashMap<>();
  final Map<Bytes, ByteArrayOutputStream> values = new HashMap<>();
  final Map<String, Bytes> pages = new HashMap<>();
  final List<HolderEffect.Rebuild> rebuilds = new ArrayList<>();
  private final SimWorld world;
  private final Map<Long, Consumer<Response>> waiting = new HashMap<>();
  private HolderMachine machine;
  private HolderRules rules;
  private final Set<NodeKey> storesForUs = new java.util.HashSet<>();
  private @Nullable Receipt firstReceipt;
  private long lastTicket;
  private boolean online = true;
  private Duration latency = Duration.ofMillis(10);
  long receivedBytes;
  long readBytes;

  SimHolder(SimWorld world, String name, HolderRules rules) {
    this.world = world;
    this.rules = rules;
    this.key = SigningKey.generate(world.entropy("key " + name));
    this.machine = machine(List.of(), List.of());
  }

  private HolderMachine machine(List<HeldShard> shards, List<HeldPage> held) {
    return new HolderMachine(
        nodeKey(), rules, world.entropy("tickets"), storesForUs::contains, shards, held);
  }

  static HolderRules generous() {
    return new HolderRules(1L << 30, 1L << 30, 30 * 86_400, false, "");
  }

  NodeKey nodeKey() {
    return key.nodeKey();
  }

  HolderLedger ledger() {
    return machine.ledger();
  }

  void online(boolean value) {
    online = value;
  }

  boolean isOnline() {
    return online;
  }

  void rules(HolderRules next) {
    rules = next;
    perform(machine.accept(world.nanos(), new HolderInput.NewRules(next)));
  }

  /** A sector goes bad. */
  void damage(Bytes shard, int at) {
    byte[] content = disk.get(shard).toByteArray();
    content[at] ^= 1;
    ByteArrayOutputStream next = new ByteArrayOutputStream();
    next.writeBytes(content);
    disk.put(shard, next);
  }

  void latency(Duration value) {
    latency = value;
  }

  void storesFor(NodeKey peer) {
    storesForUs.add(peer);
  }

  /** As after kill -9: what was durable is there, and nothing else. */
  void restart() {
    machine = machine(List.copyOf(machine.ledger().shards()), List.of());
    waiting.clear();
  }

  void sweep() {
    perform(machine.accept(world.nanos(), new HolderInput.Sweep(world.wall().toEpochMilli())));
  }

  /** Sends a request over the wire; the answer comes later, or never. */
  void ask(NodeKey peer, VaultRequest request, Consumer<Response> answer) {
    Bytes payload = request.encoded();
    world.schedule(
        latency,
        "request " + request.type(),
        () -> {
          if (online) {
            arrived(peer, request.type(), payload, answer);
          }
        });
  }

  private void arrived(NodeKey peer, int type, Bytes payload, Consumer<Response> answer) {
    VaultRequest request;
    try {
      request = (VaultRequest) CODEC.decodeRequest(type, payload);
    } catch (WireException e) {
      throw new AssertionError("our own request", e);
    }
    receivedBytes += payload.size();
    boolean isRead = request instanceof ReadPieces || request instanceof ProveShard;
    if (isRead && vices.contains(Vice.STALLS)) {
      return;
    }
    long ticket = ++lastTicket;
    waiting.put(ticket, answer);
    if (isRead && vices.contains(Vice.REFUSES)) {
      reply(ticket, new VaultRefused(type, VaultRefusal.BUSY.number()));
      return;
    }
    boolean genuine = !(request instanceof SignedOrder order) || OwnerDesk.isGenuine(order);
    if (request instanceof SealShard seal && vices.contains(Vice.FORGES_RECEIPTS)) {
      HeldShard shard = machine.ledger().shard(seal.shard());
      if (shard != null) {
        sign(
            ticket,
            Receipt.unsigned(
                shard.owner(),
                nodeKey(),
                seal.shard(),
                seal.shard(),
                shard.sizeBytes(),
                world.wall().getEpochSecond() + 100,
                world.wall().toEpochMilli()));
        return;
      }
    }
    perform(
        machine.accept(
            world.nanos(),
            new HolderInput.Asked(
                ticket, peer, Subnets.UNLIMITED, request, genuine, world.wall().toEpochMilli())));
  }

  private void perform(List<HolderEffect> effects) {
    effects.forEach(this::perform);
  }

  private void perform(HolderEffect effect) {
    if (effect instanceof HolderEffect.Reply reply) {
      reply(reply.ticket(), reply.response());
    } else if (effect instanceof HolderEffect.ReplyReceipt reply) {
      sign(reply.ticket(), reply.receipt());
    } else if (effect instanceof HolderEffect.ReplyRenewal reply) {
      LeasesRenewed renewed = LeasesRenewed.unsigned(reply.leaseUntilSeconds(), reply.missing());
      Bytes signature = Bytes.wrap(key.sign(renewed.signingBytes(reply.order()).toArray()));
      reply(reply.ticket(), renewed.signed(signature));
    } else if (effect instanceof HolderEffect.Create create) {
      disk.put(create.shard().shard(), new ByteArrayOutputStream());
      values.put(create.shard().shard(), new ByteArrayOutputStream());
      finished(create.job(), HolderInput.Result.OK);
    } else if (effect instanceof HolderEffect.Rebuild rebuild) {
      rebuilds.add(rebuild);
    } else if (effect instanceof HolderEffect.Append append) {
      append(append);
    } else if (effect instanceof HolderEffect.Finish finish) {
      finish(finish);
    } else if (effect instanceof HolderEffect.Note note) {
      finished(note.job(), diskResult());
    } else if (effect instanceof HolderEffect.Erase erase) {
      if (diskResult() == HolderInput.Result.OK) {
        erase.shards().forEach(shard -> disk.remove(shard.shard()));
        erase.shards().forEach(shard -> values.remove(shard.shard()));
      }
      finished(erase.job(), diskResult());
    } else if (effect instanceof HolderEffect.ReadPieces read) {
      readPieces(read);
    } else if (effect instanceof HolderEffect.ReadLeaf read) {
      readLeaf(read);
    } else if (effect instanceof HolderEffect.KeepPage keep) {
      pages.put(name(keep.page()), keep.data());
      finished(keep.job(), HolderInput.Result.OK);
    } else if (effect instanceof HolderEffect.ReadPage read) {
      reply(read.ticket(), new PageData(read.page().sequence(), pages.get(name(read.page()))));
    } else if (effect instanceof HolderEffect.ErasePages erase) {
      erase.pages().forEach(page -> pages.remove(name(page)));
      finished(erase.job(), diskResult());
    }
  }

  private HolderInput.Result diskResult() {
    return vices.contains(Vice.BROKEN_DISK) ? HolderInput.Result.FAILED : HolderInput.Result.OK;
  }

  private static String name(HeldPage page) {
    return page.owner() + "/" + page.page() + "/" + page.slot().hex();
  }

  private void append(HolderEffect.Append append) {
    if (vices.contains(Vice.BROKEN_DISK)) {
      finished(append.job(), HolderInput.Result.FAILED);
      return;
    }
    HeldShard shard = append.before();
    byte[] data = append.data().toArray();
    disk.get(shard.shard()).writeBytes(data);
    values
        .get(shard.shard())
        .writeBytes(
            ShardTree.values(shard.sizeBytes(), shard.pieceLog(), shard.pieces(), data).toArray());
    finished(append.job(), HolderInput.Result.OK);
  }

  private void finish(HolderEffect.Finish finish) {
    HeldShard shard = finish.sealed();
    ShardTree.Growing growing = new ShardTree.Growing();
    growing.add(Bytes.wrap(values.get(shard.shard()).toByteArray()));
    boolean same = Arrays.equals(growing.root(), shard.hash().toArray());
    finished(finish.job(), same ? HolderInput.Result.OK : HolderInput.Result.MISMATCH);
    if (vices.contains(Vice.DROPS)) {
      disk.remove(shard.shard());
    }
  }

  private void finished(long job, HolderInput.Result result) {
    world.schedule(
        Duration.ofMillis(1),
        "disk",
        () -> perform(machine.accept(world.nanos(), new HolderInput.Finished(job, result))));
  }

  private void readPieces(HolderEffect.ReadPieces read) {
    HeldShard shard = read.shard();
    ByteArrayOutputStream stored = disk.get(shard.shard());
    if (stored == null) {
      reply(read.ticket(), new VaultRefused(623, VaultRefusal.UNKNOWN_SHARD.number()));
      return;
    }
    int from = (int) (read.first() << shard.pieceLog());
    byte[] data =
        Arrays.copyOfRange(
            stored.toByteArray(),
            from,
            from + ShardProofs.bytes(shard, read.first(), read.count()));
    if (vices.contains(Vice.CORRUPTS)) {
      data[data.length / 2] ^= 4;
    }
    readBytes += data.length;
    ShardPieces pieces =
        ShardProofs.pieces(
            shard,
            read.first(),
            Bytes.wrap(values.get(shard.shard()).toByteArray()),
            Bytes.wrap(data));
    reply(read.ticket(), pieces);
  }

  private void readLeaf(HolderEffect.ReadLeaf read) {
    HeldShard shard = read.shard();
    ByteArrayOutputStream stored = disk.get(shard.shard());
    if (stored == null) {
      reply(read.ticket(), new VaultRefused(624, VaultRefusal.UNKNOWN_SHARD.number()));
      return;
    }
    long piece = ShardProofs.pieceOf(shard, read.leaf());
    int from = (int) (piece << shard.pieceLog());
    byte[] data =
        Arrays.copyOfRange(stored.toByteArray(), from, from + ShardProofs.bytes(shard, piece, 1));
    reply(
        read.ticket(),
        ShardProofs.leaf(
            shard, read.leaf(), Bytes.wrap(values.get(shard.shard()).toByteArray()), data));
  }

  private void sign(long ticket, Receipt receipt) {
    Receipt signed = receipt.signed(Bytes.wrap(key.sign(receipt.signingBytes().toArray())));
    if (firstReceipt == null) {
      firstReceipt = signed;
    }
    reply(ticket, vices.contains(Vice.REPLAYS_RECEIPTS) ? firstReceipt : signed);
  }

  private void reply(long ticket, Response response) {
    Consumer<Response> answer = waiting.remove(ticket);
    if (answer == null) {
      return;
    }
    Bytes payload = response.encoded();
    world.schedule(
        latency,
        "answer " + response.type(),
        () -> {
          if (!online) {
            return;
          }
          try {
            answer.accept(CODEC.decodeResponse(response.type(), payload));
          } catch (WireException e) {
            throw new AssertionError("our own answer", e);
          }
        });
  }
}
