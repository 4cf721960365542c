package io.scp2p.examples.fuzz;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.protocol.vault.AuditMachine;
import io.scp2p.core.protocol.vault.CatalogSync;
import io.scp2p.core.protocol.vault.Source;
import io.scp2p.core.protocol.vault.VaultAnswer;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.vault.PageList;
import io.scp2p.core.wire.vault.VaultLimits;
import io.scp2p.core.wire.vault.VaultRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What looks after a vault: proofs that holders have to give, and its catalog. */
final class VaultCareTargets {
  private static final int STEPS = 1_024;
  private static final Bytes SLOT = Samples.bytes(7, VaultLimits.SLOT_BYTES);

  private VaultCareTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "vault-audit",
            "proofs of holders that pass, fail, evade and go away",
            vectors ->
                List.of(
                    new byte[] {
                      0, 0, 0, 0, 0, 0, 1, 3, 4, -56, 1, 0, 0, 4, -56, 1, 0, 6, 4, -56, 5
                    },
                    new byte[] {
                      0, 0, 0, 0, 0, 0, 2, -56, 4, -56, 2, 0, 4, 127, 3, 0, 5, 9, 4, -56
                    }),
            input -> new Audit().run(input)),
        new FuzzTarget(
            "vault-catalog-sync",
            "pages exchanged with one holder, which may name any",
            vectors ->
                List.of(
                    new byte[] {
                      0, 0, 0, 0, 0, 1, 1, 5, 0, 0, 2, 0, 2, 9, 1, 1, 3, 7, 1, 0, 1, 0, 1, 0, 1, 0
                    },
                    new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 3, 4, 7, 2, 0, 1, 0, 3, 127}),
            input -> new Sync().run(input)));
  }

  private static final class Audit {
    private final Map<NodeKey, Set<Source>> holds = new HashMap<>();
    private final Set<Source> ever = new HashSet<>();
    private final List<Long> open = new ArrayList<>();
    private final Set<Long> numbers = new HashSet<>();
    private boolean any;

    boolean run(byte[] input) {
      Input in = new Input(input);
      AuditMachine audit = new AuditMachine(Duration.ofHours(6), new Random(5));
      Drive<AuditMachine.Input, AuditMachine.Effect> drive =
          new Drive<>(audit, Drive.start(in), this::saw);
      VaultRefusal[] whys = VaultRefusal.values();
      for (int steps = 0; !in.isEmpty() && steps < STEPS; steps++) {
        switch (in.below(6)) {
          case 0 -> held(drive, in.below(4), in.below(256));
          case 1 ->
              drive.feed(
                  new AuditMachine.Input.Answered(
                      ask(in),
                      switch (in.below(8)) {
                        case 6 -> new VaultAnswer.Refused(whys[in.below(whys.length)]);
                        case 7 -> new VaultAnswer.Lied();
                        default -> new VaultAnswer.Verified();
                      }));
          case 2 -> drive.feed(new AuditMachine.Input.NotAsked(ask(in)));
          case 3 -> drive.feed(new AuditMachine.Input.BrokenOff(ask(in)));
          case 4 -> drive.pass(in);
          default -> {
            for (int i = in.below(64); i > 0; i--) {
              drive.pass(new Input(new byte[] {127})); // Days pass in minutes.
            }
          }
        }
        Finding.unless(
            holds.isEmpty() || audit.deadlineNanos().isPresent(), "nobody is asked any more");
      }
      return any;
    }

    private void held(
        Drive<AuditMachine.Input, AuditMachine.Effect> drive, int holder, int shards) {
      List<AuditMachine.Held> all = new ArrayList<>();
      Set<Source> sources = new HashSet<>();
      for (int i = 0; i < shards % 100; i++) {
        Source source = VaultMachineTargets.source(i, holder);
        sources.add(source);
        all.add(new AuditMachine.Held(source, 1L + (long) i * 5_000));
      }
      NodeKey key = Samples.nodeKey(holder);
      ever.addAll(sources);
      if (sources.isEmpty()) {
        holds.remove(key);
      } else {
        holds.put(key, sources);
      }
      drive.feed(new AuditMachine.Input.Holds(key, all));
    }

    private long ask(Input in) {
      int choice = in.u8();
      return open.isEmpty() || choice > 240 ? choice : open.remove(choice % open.size());
    }

    private void saw(AuditMachine.Effect effect) {
      if (effect instanceof AuditMachine.Effect.Prove prove) {
        Finding.unless(numbers.add(prove.ask()), "two questions with one number");
        Finding.unless(
            holds.getOrDefault(prove.source().holder(), Set.of()).contains(prove.source()),
            "a shard is asked for that nobody has");
        Finding.unless(
            prove.leaf() >= 0 && prove.leaf() <= prove.sizeBytes() / 1_024, "no such leaf");
        open.add(prove.ask());
        any = true;
      } else if (effect instanceof AuditMachine.Effect.Failed failed) {
        Finding.unless(ever.contains(failed.source()), "a shard of nobody has failed");
      } else if (effect instanceof AuditMachine.Effect.Passed passed) {
        Finding.unless(ever.contains(passed.source()), "a shard of nobody has passed");
      }
    }
  }

  private static final class Sync {
    private static final int PARALLEL = 4;

    private final List<Long> open = new ArrayList<>();
    private final Set<Long> numbers = new HashSet<>();
    private final Set<Integer> stored = new HashSet<>();
    private final Map<Integer, Long> own = new HashMap<>();
    private long listing;
    private boolean over;
    private boolean complete;

    boolean run(byte[] input) {
      Input in = new Input(input);
      long start = Drive.start(in);
      int pages = in.below(8);
      for (int i = 0; i < pages; i++) {
        own.put(in.u8(), (long) in.u8());
      }
      Set<Integer> missing = in.bool() ? Set.copyOf(own.keySet()) : Set.of();
      CatalogSync sync =
          new CatalogSync(
              start,
              Samples.nodeKey(1),
              SLOT,
              Map.of(new CatalogSync.Key(3, Samples.bytes(1, VaultLimits.SLOT_BYTES)), 5L),
              own,
              missing);
      Drive<CatalogSync.Input, CatalogSync.Effect> drive = new Drive<>(sync, start, this::saw);
      sync.start().forEach(this::saw);
      for (int steps = 0; !in.isEmpty() && steps < STEPS && !over; steps++) {
        switch (in.below(5)) {
          case 0 -> {
            open.remove(listing);
            drive.feed(new CatalogSync.Input.Listed(listing, entries(in)));
          }
          case 1 -> drive.feed(new CatalogSync.Input.Finished(ask(in)));
          case 2 -> drive.feed(new CatalogSync.Input.PassedOver(ask(in)));
          case 3 -> drive.pass(in);
          default -> {
            if (in.u8() > 250) {
              drive.feed(new CatalogSync.Input.Failed(ask(in)));
            }
          }
        }
        Finding.unless(over == sync.deadlineNanos().isEmpty(), "an end that is none");
      }
      return complete;
    }

    private static List<PageList.Entry> entries(Input in) {
      List<PageList.Entry> all = new ArrayList<>();
      for (int i = in.below(64); i > 0; i--) {
        Bytes slot = in.bool() ? SLOT : Samples.bytes(in.below(4), VaultLimits.SLOT_BYTES);
        all.add(new PageList.Entry(in.below(VaultLimits.CATALOG_PAGES), slot, in.u8()));
      }
      return all;
    }

    private long ask(Input in) {
      int choice = in.u8();
      return open.isEmpty() || choice > 240 ? choice : open.remove(choice % open.size());
    }

    private void saw(CatalogSync.Effect effect) {
      Finding.unless(!over, "something follows the end");
      if (effect instanceof CatalogSync.Effect.Done end) {
        over = true;
        complete = end.complete();
        return;
      }
      long ask;
      if (effect instanceof CatalogSync.Effect.Fetch fetch) {
        ask = fetch.ask();
        Finding.unless(stored.isEmpty(), "a page is stored before all are read");
      } else if (effect instanceof CatalogSync.Effect.Store store) {
        ask = store.ask();
        Finding.unless(stored.add(store.page()), "a page is stored twice");
        Finding.unless(
            Long.valueOf(store.sequence()).equals(own.get(store.page())), "another sequence");
      } else {
        ask = ((CatalogSync.Effect.ListPages) effect).ask();
        listing = ask;
      }
      Finding.unless(numbers.add(ask), "two questions with one number");
      open.add(ask);
      Finding.unless(open.size() <= PARALLEL, "too many questions at once");
    }
  }
}
