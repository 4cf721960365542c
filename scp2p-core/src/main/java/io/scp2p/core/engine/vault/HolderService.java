package io.scp2p.core.engine.vault;

import io.scp2p.api.event.VaultEvent;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.protocol.dht.Subnets;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.protocol.serving.ServiceRegistry;
import io.scp2p.core.protocol.vault.HolderEffect;
import io.scp2p.core.protocol.vault.HolderInput;
import io.scp2p.core.protocol.vault.HolderLedger;
import io.scp2p.core.protocol.vault.HolderMachine;
import io.scp2p.core.protocol.vault.HolderRules;
import io.scp2p.core.protocol.vault.LeaseClock;
import io.scp2p.core.protocol.vault.OwnerDesk;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.Response;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.vault.AskOffer;
import io.scp2p.core.wire.vault.DeleteShards;
import io.scp2p.core.wire.vault.GetPage;
import io.scp2p.core.wire.vault.LeasesRenewed;
import io.scp2p.core.wire.vault.ListPages;
import io.scp2p.core.wire.vault.OpenShard;
import io.scp2p.core.wire.vault.PageData;
import io.scp2p.core.wire.vault.ProveShard;
import io.scp2p.core.wire.vault.ReadPieces;
import io.scp2p.core.wire.vault.RebuildShard;
import io.scp2p.core.wire.vault.RenewLeases;
import io.scp2p.core.wire.vault.SealShard;
import io.scp2p.core.wire.vault.SignedOrder;
import io.scp2p.core.wire.vault.StorePage;
import io.scp2p.core.wire.vault.StorePieces;
import io.scp2p.core.wire.vault.VaultRefusal;
import io.scp2p.core.wire.vault.VaultRefused;
import io.scp2p.core.wire.vault.VaultRequest;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers messages 620 to 631: the holder machine with a disk. Lives on the loop. */
final class HolderService {
  private static final System.Logger LOG = System.getLogger(HolderService.class.getName());
  private static final Duration SWEEP = Duration.ofMinutes(10);

  private final VaultParts parts;
  private final HolderDisk disk;
  private final HolderMachine machine;
  private final LeaseClock clock;
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private Loop.@Nullable Timer sweeper;
  private long lastTicket;
  private long offeredBytes;
  private long toldBytes;
  private Consumer<HolderEffect.Rebuild> rebuilder = rebuild -> {};
  private boolean closed;

  /** Who waits for an answer to what. */
  private record Waiting(VaultRequest request, Responder to) {}

  /** Reads what is held. Blocks. */
  HolderService(VaultParts parts, HolderRules rules, Predicate<NodeKey> storesForUs)
      throws StoreException {
    this.parts = parts;
    this.disk = new HolderDisk(parts.state(), parts.blobs(), parts.folder());
    this.machine =
        new HolderMachine(
            parts.nodeKey().nodeKey(),
            rules,
            parts.entropy(),
            storesForUs,
            disk.loadShards(),
            disk.loadPages());
    this.clock = new LeaseClock(parts.time().nanos(), parts.wallMillis());
    disk.tidy();
    this.offeredBytes = rules.offeredBytes();
    this.toldBytes = machine.ledger().usedBytes();
  }

  void addTo(ServiceRegistry.Builder registry) {
    for (Class<? extends VaultRequest> kind :
        List.of(
            OpenShard.class,
            StorePieces.class,
            SealShard.class,
            ReadPieces.class,
            ProveShard.class,
            RenewLeases.class,
            DeleteShards.class,
            AskOffer.class,
            StorePage.class,
            ListPages.class,
            GetPage.class,
            RebuildShard.class)) {
      registry.serve(kind, this::serve);
    }
  }

  void start() {
    sweep();
  }

  private void sweep() {
    if (!closed) {
      if (clock.isBelieved(parts.time().nanos(), parts.wallMillis())) {
        perform(new HolderInput.Sweep(parts.wallMillis()));
      }
      sweeper = parts.loop().at(parts.time().nanos() + SWEEP.toNanos(), this::sweep);
    }
  }

  /** Who rebuilds shards here; nobody until then. */
  void rebuildWith(Consumer<HolderEffect.Rebuild> rebuilding) {
    rebuilder = rebuilding;
  }

  /** This node asks itself. On the loop. */
  void local(VaultRequest request, Consumer<Response> answer) {
    asked(
        parts.nodeKey().nodeKey(),
        Subnets.UNLIMITED,
        request,
        said -> {
          if (said instanceof Answer.Success success) {
            answer.accept(success.response());
          }
        },
        true);
  }

  HolderLedger ledger() {
    return machine.ledger();
  }

  void rules(HolderRules rules) {
    offeredBytes = rules.offeredBytes();
    perform(new HolderInput.NewRules(rules));
  }

  void close() {
    closed = true;
    if (sweeper != null) {
      sweeper.cancel();
    }
  }

  /** After the last work has ended. */
  void release() {
    disk.close();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void serve(VaultRequest request, Requester from, Responder to) {
    NodeKey peer = from.key();
    if (peer == null || closed) {
      to.answer(new Answer.Success(VaultRefused.of(request, VaultRefusal.NOT_OFFERED)));
      return;
    }
    InetAddress address = from.address();
    long block =
        address == null ? Subnets.UNLIMITED : Subnets.of(IpAddress.of(address.getAddress()));
    if (request instanceof SignedOrder order) {
      parts
          .offload()
          .call(() -> OwnerDesk.isGenuine(order))
          .whenComplete((genuine, bug) -> asked(peer, block, request, to, bug == null && genuine));
    } else {
      asked(peer, block, request, to, true);
    }
  }

  private void asked(
      NodeKey peer, long block, VaultRequest request, Responder to, boolean genuine) {
    long ticket = ++lastTicket;
    waiting.put(ticket, new Waiting(request, to));
    perform(new HolderInput.Asked(ticket, peer, block, request, genuine, parts.wallMillis()));
  }

  private void perform(HolderInput input) {
    machine.accept(parts.time().nanos(), input).forEach(this::perform);
    long used = machine.ledger().usedBytes();
    if (used != toldBytes) {
      toldBytes = used;
      long offered = offeredBytes;
      parts.hub().publish(stamp -> new VaultEvent.SpaceUsed(stamp, used, offered));
    }
  }

  private void perform(HolderEffect effect) {
    if (effect instanceof HolderEffect.Reply reply) {
      reply(reply.ticket(), reply.response());
    } else if (effect instanceof HolderEffect.ReplyReceipt reply) {
      answer(reply.ticket(), () -> reply.receipt().signed(sign(reply.receipt().signingBytes())));
    } else if (effect instanceof HolderEffect.ReplyRenewal reply) {
      LeasesRenewed renewed = LeasesRenewed.unsigned(reply.leaseUntilSeconds(), reply.missing());
      answer(reply.ticket(), () -> renewed.signed(sign(renewed.signingBytes(reply.order()))));
    } else if (effect instanceof HolderEffect.Create create) {
      work(create.job(), () -> disk.create(create.shard()));
    } else if (effect instanceof HolderEffect.Append append) {
      work(append.job(), () -> disk.append(append.before(), append.data()));
    } else if (effect instanceof HolderEffect.Finish finish) {
      work(finish.job(), () -> disk.finish(finish.sealed()));
    } else if (effect instanceof HolderEffect.KeepPage keep) {
      work(keep.job(), () -> disk.keep(keep.page(), keep.data()));
    } else if (effect instanceof HolderEffect.ReadPieces read) {
      answer(read.ticket(), () -> disk.pieces(read.shard(), read.first(), read.count()));
    } else if (effect instanceof HolderEffect.ReadLeaf read) {
      answer(read.ticket(), () -> disk.leaf(read.shard(), read.leaf()));
    } else if (effect instanceof HolderEffect.ReadPage read) {
      answer(read.ticket(), () -> new PageData(read.page().sequence(), disk.page(read.page())));
    } else if (effect instanceof HolderEffect.Rebuild rebuild) {
      rebuilder.accept(rebuild);
    } else if (effect instanceof HolderEffect.Note note) {
      work(note.job(), () -> disk.note(note.shards()));
    } else if (effect instanceof HolderEffect.Erase erase) {
      work(erase.job(), () -> disk.erase(erase.shards()));
    } else if (effect instanceof HolderEffect.ErasePages erase) {
      work(erase.job(), () -> disk.erasePages(erase.pages()));
    }
  }

  private Bytes sign(Bytes bytes) {
    return Bytes.wrap(parts.nodeKey().sign(bytes.toArray()));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void work(long job, Callable<HolderInput.Result> work) {
    parts
        .offload()
        .call(work)
        .whenComplete(
            (result, bug) ->
                perform(
                    new HolderInput.Finished(
                        job, bug == null ? result : HolderInput.Result.FAILED)));
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void answer(long ticket, Callable<? extends Response> work) {
    parts
        .offload()
        .call(work)
        .whenComplete(
            (response, failure) -> {
              Waiting asker = waiting.get(ticket);
              if (failure == null) {
                reply(ticket, response);
              } else if (asker != null) {
                LOG.log(Level.WARNING, "a shard could not be read", failure);
                reply(ticket, VaultRefused.of(asker.request(), VaultRefusal.FAILED));
              }
            });
  }

  private void reply(long ticket, Response response) {
    Waiting asker = waiting.remove(ticket);
    if (asker != null) {
      asker.to().answer(new Answer.Success(response));
    }
  }
}
