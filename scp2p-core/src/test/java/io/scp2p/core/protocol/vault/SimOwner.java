package io.scp2p.core.protocol.vault;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.coding.TooFewShardsException;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.Machine;
import io.scp2p.core.sim.SimDriver;
import io.scp2p.core.sim.SimHost;
import io.scp2p.core.sim.SimWorld;
import io.scp2p.core.vault.CodedRun;
import io.scp2p.core.vault.FileKey;
import io.scp2p.core.vault.RunCoder;
import io.scp2p.core.vault.ShardTree;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.vault.ReadPieces;
import io.scp2p.core.wire.vault.Receipt;
import io.scp2p.core.wire.vault.ShardPieces;
import io.scp2p.core.wire.vault.StorePieces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An owner in a simulated world: does for the machines what the engine does in a node. */
final class SimOwner {
  static final int LEASE_SECONDS = 30 * 86_400;

  final SimWorld world;
  final SigningKey key;
  final OwnerDesk desk;
  final Map<NodeKey, SimHolder> holders = new LinkedHashMap<>();
  final HolderSpeeds speeds = new HolderSpeeds();
  RepairPace pace = new RepairPace(1L << 40);
  final List<VaultEffect> misbehaviour = new ArrayList<>();
  final Set<Target> toDelete = new HashSet<>();
  private final SimHost host;
  private final NodeKey device;

  SimOwner(SimWorld world, String name) {
    this.world = world;
    this.host = world.network().host(name);
    this.key = SigningKey.generate(world.entropy("owner " + name));
    this.device = SigningKey.generate(world.entropy("device " + name)).nodeKey();
    this.desk = new OwnerDesk(key, world.entropy("nonces " + name));
  }

  void knows(SimHolder holder) {
    holders.put(holder.nodeKey(), holder);
  }

  NodeKey device() {
    return device;
  }

  long wallMillis() {
    return world.wall().toEpochMilli();
  }

  List<Candidate> candidates() {
    return holders.values().stream()
        .filter(SimHolder::isOnline)
        .map(holder -> new Candidate(holder.nodeKey(), Set.of(), 1L << 30, 0.9))
        .toList();
  }

  /** A file in the vault, and what its owner remembers of it. */
  final class SimFile {
    final FileId id;
    final FileKey fileKey;
    final byte[] plain;
    VaultLayout layout;
    final Map<Integer, Target> targets = new TreeMap<>();
    final Map<Integer, Receipt> receipts = new TreeMap<>();
    final Map<Integer, Bytes> hashes = new TreeMap<>();
    final List<Map<Integer, Bytes>> notes = new ArrayList<>();

    SimFile(int number, int size, int k, int m, int pieceLog) {
      byte[] name = new byte[FileId.LENGTH];
      name[0] = (byte) number;
      name[1] = (byte) (number >> 8);
      this.id = FileId.of(name);
      this.fileKey = FileKey.random(id, world.entropy("file " + number));
      this.plain = world.entropy("content " + number).bytes(size);
      this.layout = new VaultLayout(size, k, m, pieceLog);
    }

    Target target(int index, NodeKey holder) {
      Target old = targets.get(index);
      long generation = old == null ? 0 : old.generation() + 1;
      Target target = new Target(index, generation, holder, fileKey.shardId(index, generation));
      targets.put(index, target);
      return target;
    }

    List<Source> sources() {
      List<Source> sources = new ArrayList<>();
      receipts.forEach(
          (index, receipt) ->
              sources.add(new Source(index, receipt.holder(), receipt.shard(), receipt.hash())));
      return sources;
    }

    void place(boolean allowDegraded) {
      List<Integer> indices = new ArrayList<>();
      for (int i = 0; i < layout.totalShards(); i++) {
        indices.add(i);
      }
      Placement.Result result =
          new Placement(id, layout.parityShards(), layout.shardBytes(), candidates())
              .choose(indices, Map.of(), allowDegraded);
      ((Placement.Result.Chosen) result).holders().forEach(this::target);
    }

    Transfer put() {
      place(false);
      return new Transfer(this, new PutMachine(layout, List.copyOf(targets.values()), false), null);
    }

    /** As after a crash in the midst of a put. */
    Transfer resumePut() {
      PutMachine machine = new PutMachine(layout, List.copyOf(targets.values()), false);
      Set<Target> sealed = new HashSet<>();
      receipts.keySet().forEach(index -> sealed.add(targets.get(index)));
      machine.restore(notes, sealed);
      return new Transfer(this, machine, null);
    }

    Transfer get() {
      byte[] into = new byte[plain.length];
      return new Transfer(
          this,
          new GetMachine(layout.dataShards(), sources(), 0, layout.runs(), Set.of(), speeds),
          into);
    }

    Transfer move(Source from, NodeKey to) {
      receipts.remove(from.index());
      Target target = target(from.index(), to);
      return new Transfer(this, RepairMachine.moving(layout, from, target, speeds, pace), null);
    }

    Transfer repair(VaultLayout wanted, Set<Integer> missing) {
      return repair(wanted, missing, List.of());
    }

    /** As a second attempt at the same place: ids and placement are deterministic. */
    Transfer repairAt(VaultLayout wanted, Target target) {
      layout = wanted;
      return new Transfer(
          this, new RepairMachine(layout, sources(), List.of(target), hashes, speeds, pace), null);
    }

    /** Some of what is missing has failed a proof and is there still. */
    Transfer repair(VaultLayout wanted, Set<Integer> missing, List<Source> suspects) {
      layout = wanted;
      missing.forEach(receipts::remove);
      List<Source> sources = sources();
      sources.addAll(suspects);
      List<Target> next = new ArrayList<>();
      List<Candidate> others = new ArrayList<>(candidates());
      others.removeIf(each -> suspects.stream().anyMatch(s -> s.holder().equals(each.holder())));
      Placement placement = new Placement(id, layout.parityShards(), layout.shardBytes(), others);
      Map<Integer, Candidate> placed = new HashMap<>();
      receipts.forEach(
          (index, receipt) ->
              placed.put(index, new Candidate(receipt.holder(), Set.of(), 1L << 30, 1)));
      for (int index : missing) {
        NodeKey holder = Placement.another(placement, index, placed, false);
        next.add(target(index, holder));
        placed.put(index, new Candidate(holder, Set.of(), 1L << 30, 1));
      }
      return new Transfer(
          this, new RepairMachine(layout, sources, next, hashes, speeds, pace), null);
    }
  }

  /** A running machine and its buffers. */
  final class Transfer {
    final SimFile file;
    final byte @Nullable [] into;
    final Map<Integer, Map<Integer, byte[]>> buffers = new HashMap<>();
    private final SimDriver<VaultInput, VaultEffect> driver;
    private final RunCoder coder;
    private final Map<NodeKey, Integer> sends = new HashMap<>();
    boolean done;
    boolean crashed;

    /** Nobody computes what was fetched. */
    boolean deaf;

    @Nullable ErrorCode failure;
    int paused;
    int mostBuffers;
    long storedBytes;
    long fetchedBytes;

    Transfer(SimFile file, Machine<VaultInput, VaultEffect> machine, byte @Nullable [] into) {
      this.file = file;
      this.into = into;
      this.coder = new RunCoder(file.layout);
      this.driver = new SimDriver<>(host, "transfer", machine, this::perform);
      driver.accept(new VaultInput.Resume());
    }

    boolean isOver() {
      return done || failure != null;
    }

    void tell(VaultInput input) {
      if (!crashed) {
        driver.accept(input);
      }
    }

    private void answer(long ask, VaultAnswer answer) {
      tell(new VaultInput.Answered(ask, answer));
    }

    private void later(Runnable work) {
      world.schedule(Duration.ofMillis(1), "work", work);
    }

    private void ask(
        NodeKey holder,
        io.scp2p.core.wire.vault.VaultRequest request,
        long ask,
        Function<Response, VaultAnswer> check) {
      holders.get(holder).ask(device, request, response -> answer(ask, check.apply(response)));
    }

    private void perform(VaultEffect effect) {
      if (crashed) {
        return;
      }
      if (effect instanceof VaultEffect.Open open) {
        ask(
            open.target().holder(),
            desk.open(open.target(), file.layout, LEASE_SECONDS, wallMillis()),
            open.ask(),
            OwnerDesk::opened);
      } else if (effect instanceof VaultEffect.Send send) {
        send(send);
      } else if (effect instanceof VaultEffect.Seal seal) {
        ask(
            seal.target().holder(),
            desk.seal(seal.target(), seal.hash(), wallMillis()),
            seal.ask(),
            response ->
                desk.sealed(response, seal.target(), file.layout, seal.hash(), wallMillis()));
      } else if (effect instanceof VaultEffect.Sealed sealed) {
        file.receipts.put(sealed.target().index(), sealed.receipt());
        file.hashes.put(sealed.target().index(), sealed.receipt().hash());
      } else if (effect instanceof VaultEffect.Code code) {
        later(() -> code(code.run()));
      } else if (effect instanceof VaultEffect.Read read) {
        read(read);
      } else if (effect instanceof VaultEffect.Deliver deliver) {
        later(() -> deliver(deliver));
      } else if (effect instanceof VaultEffect.Rebuild rebuild) {
        if (!deaf) {
          later(() -> rebuild(rebuild));
        }
      } else if (effect instanceof VaultEffect.Drop drop) {
        buffers.remove(drop.run());
      } else if (effect instanceof VaultEffect.Stored stored) {
        storedBytes += stored.bytes();
      } else if (effect instanceof VaultEffect.Delete delete) {
        toDelete.add(delete.target());
        ask(
            delete.target().holder(),
            desk.delete(delete.target().holder(), List.of(delete.target().shard()), wallMillis()),
            delete.ask(),
            response -> {
              VaultAnswer answer = OwnerDesk.deleted(response);
              if (answer instanceof VaultAnswer.Deleted) {
                toDelete.remove(delete.target());
              }
              return answer;
            });
      } else if (effect instanceof VaultEffect.NeedTarget need) {
        later(() -> needTarget(need));
      } else if (effect instanceof VaultEffect.Misbehaved
          || effect instanceof VaultEffect.Missing) {
        misbehaviour.add(effect);
      } else if (effect instanceof VaultEffect.Paused) {
        paused++;
      } else if (effect instanceof VaultEffect.Done) {
        done = true;
      } else if (effect instanceof VaultEffect.Ended ended) {
        failure = ended.why();
        file.receipts.keySet().removeIf(index -> file.targets.get(index) == null);
      }
    }

    private void send(VaultEffect.Send send) {
      byte[] run = buffers.get(send.run()).get(send.target().index());
      int from =
          (send.firstPiece() - file.layout.firstSegment(send.run())) << file.layout.pieceLog();
      sends.merge(send.target().holder(), 1, Integer::sum);
      ask(
          send.target().holder(),
          new StorePieces(
              send.target().shard(),
              send.ticket(),
              send.firstPiece(),
              Bytes.wrap(run, from, run.length - from)),
          send.ask(),
          OwnerDesk::stored);
    }

    private void code(int run) {
      if (crashed || isOver()) {
        return;
      }
      int from = (int) file.layout.plainOffset(run);
      CodedRun coded =
          coder.encode(
              file.fileKey,
              run,
              Arrays.copyOfRange(file.plain, from, from + file.layout.runPlainBytes(run)));
      Map<Integer, Bytes> values = new TreeMap<>();
      Map<Integer, byte[]> data = new TreeMap<>();
      for (int i = 0; i < coded.data().length; i++) {
        values.put(i, coded.values()[i]);
        data.put(i, coded.data()[i]);
      }
      if (file.notes.size() == run) {
        file.notes.add(values);
      }
      prepared(run, data, values);
    }

    private void prepared(int run, Map<Integer, byte[]> data, Map<Integer, Bytes> values) {
      buffers.put(run, data);
      mostBuffers = Math.max(mostBuffers, buffers.size());
      tell(new VaultInput.Prepared(run, values));
    }

    private void read(VaultEffect.Read read) {
      ask(
          read.source().holder(),
          new ReadPieces(
              read.source().shard(),
              file.layout.firstSegment(read.run()),
              file.layout.endSegment(read.run()) - file.layout.firstSegment(read.run())),
          read.ask(),
          response -> {
            VaultAnswer answer = OwnerDesk.pieces(response, read.source(), file.layout, read.run());
            if (answer instanceof VaultAnswer.Verified
                && response instanceof ShardPieces pieces
                && !crashed) {
              fetchedBytes += pieces.data().size();
              buffers
                  .computeIfAbsent(read.run(), run -> new TreeMap<>())
                  .put(read.source().index(), pieces.data().toArray());
            }
            return answer;
          });
    }

    private byte[][] shards(int run, Set<Integer> from) {
      byte[][] shards = new byte[file.layout.totalShards()][];
      from.forEach(index -> shards[index] = buffers.get(run).get(index));
      return shards;
    }

    private void deliver(VaultEffect.Deliver deliver) {
      if (crashed || isOver()) {
        return;
      }
      try {
        byte[] plain =
            coder.decode(file.fileKey, deliver.run(), shards(deliver.run(), deliver.from()));
        System.arraycopy(
            plain, 0, into, (int) file.layout.plainOffset(deliver.run()), plain.length);
        tell(new VaultInput.Consumed(deliver.run()));
      } catch (TooFewShardsException | AuthenticationException e) {
        throw new AssertionError("verified shards decode", e);
      }
    }

    private void rebuild(VaultEffect.Rebuild rebuild) {
      BitSet wanted = new BitSet();
      file.targets.keySet().stream()
          .filter(index -> !file.receipts.containsKey(index))
          .forEach(wanted::set);
      try {
        byte[][] from = shards(rebuild.run(), rebuild.from());
        BitSet absent = new BitSet();
        wanted.stream().filter(index -> from[index] == null).forEach(absent::set);
        byte[][] rebuilt =
            absent.isEmpty() ? from.clone() : coder.rebuild(rebuild.run(), from, absent);
        wanted.stream()
            .filter(index -> from[index] != null)
            .forEach(index -> rebuilt[index] = from[index]);
        Map<Integer, byte[]> data = new TreeMap<>();
        Map<Integer, Bytes> values = new TreeMap<>();
        wanted.stream()
            .forEach(
                index -> {
                  data.put(index, rebuilt[index]);
                  values.put(
                      index,
                      ShardTree.values(
                          file.layout.shardBytes(),
                          file.layout.pieceLog(),
                          file.layout.firstSegment(rebuild.run()),
                          rebuilt[index]));
                });
        prepared(rebuild.run(), data, values);
      } catch (TooFewShardsException e) {
        throw new AssertionError("k shards were there", e);
      }
    }

    private void needTarget(VaultEffect.NeedTarget need) {
      List<Candidate> others =
          candidates().stream().filter(each -> !need.not().contains(each.holder())).toList();
      Map<Integer, Candidate> placed = new HashMap<>();
      file.targets.forEach(
          (index, target) -> {
            if (index != need.index()) {
              placed.put(index, new Candidate(target.holder(), Set.of(), 1L << 30, 1));
            }
          });
      NodeKey holder =
          Placement.another(
              new Placement(file.id, file.layout.parityShards(), file.layout.shardBytes(), others),
              need.index(),
              placed,
              false);
      tell(
          new VaultInput.Placed(
              need.index(), holder == null ? null : file.target(need.index(), holder)));
    }
  }
}
