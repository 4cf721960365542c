package io.scp2p.core.vault.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.vault.Keys;
import io.scp2p.core.vault.VaultLayout;
import io.scp2p.core.vault.catalog.ReplicaState.Stage;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The laws of the catalog, over random histories of up to five devices. */
class CatalogPropertyTest {
  private static final int FILES = 4;

  private static Bytes device(int number) {
    return Bytes.wrap(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) number});
  }

  /** One random thing that a device does to what it knows. */
  private static Catalog step(Catalog catalog, int device, SplittableRandom random) {
    FileId file = Keys.file(random.nextInt(FILES));
    long at = 1 + random.nextInt(20);
    FileEntry known = catalog.files().get(file);
    FileEntry entry =
        known != null
            ? known
            : FileEntry.of(
                new FileHeader(
                    VaultLayout.of(random.nextInt(9), 4, 2), Bytes.wrap(new byte[72]), 1),
                new Naming("new", 4_000, at, device(device)));
    int index = random.nextInt(6);
    NodeKey holder = NodeKey.of(Keys.bytes(random.nextInt(3), 32));
    Replica replica =
        new Replica(index, random.nextInt(2), holder, Bytes.wrap(Keys.bytes(index, 32)));
    return catalog.with(
        Map.of(
            file,
            switch (random.nextInt(6)) {
              case 0 -> entry.deleted(at);
              case 1 -> entry.named(new Naming("n" + random.nextInt(3), 1, at, device(device)));
              case 2 -> entry.hashed(index, Bytes.wrap(Keys.bytes(random.nextInt(2), 32)));
              default ->
                  entry.placed(replica, Stage.values()[random.nextInt(4)], random.nextInt(100));
            }));
  }

  private static List<Catalog> history(long seed, int devices, int steps) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Catalog> states = new ArrayList<>(Collections.nCopies(devices, Catalog.EMPTY));
    for (int i = 0; i < steps; i++) {
      int device = random.nextInt(devices);
      if (random.nextInt(4) == 0) {
        states.set(device, states.get(device).merge(states.get(random.nextInt(devices))));
      } else {
        states.set(device, step(states.get(device), device, random));
      }
    }
    return states;
  }

  @Property(tries = 300)
  void mergingIsCommutativeAssociativeAndIdempotent(
      @ForAll long seed, @ForAll @IntRange(max = 60) int steps) {
    List<Catalog> states = history(seed, 3, steps);
    Catalog a = states.get(0);
    Catalog b = states.get(1);
    Catalog c = states.get(2);
    assertThat(a.merge(b)).isEqualTo(b.merge(a));
    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
    assertThat(a.merge(a)).isEqualTo(a);
    assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
  }

  @Property(tries = 200)
  void devicesConvergeInWhateverOrderTheyHear(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 5) int devices,
      @ForAll @IntRange(max = 80) int steps) {
    List<Catalog> states = history(seed, devices, steps);
    Set<Catalog> ends = new HashSet<>();
    for (int device = 0; device < devices; device++) {
      List<Catalog> order = new ArrayList<>(states);
      Collections.shuffle(order, new Random(seed + device));
      Catalog end = states.get(device);
      for (Catalog other : order) {
        end = end.merge(other);
      }
      ends.add(end);
    }
    assertThat(ends).hasSize(1);
  }

  @Property(tries = 200)
  void whatWasDeletedStaysDeleted(@ForAll long seed, @ForAll @IntRange(max = 60) int steps) {
    List<Catalog> states = history(seed, 3, steps);
    for (Catalog mine : states) {
      for (Catalog old : states) {
        Catalog merged = mine.merge(old);
        mine.files()
            .forEach(
                (file, entry) -> {
                  FileEntry after = merged.files().get(file);
                  if (entry.isDeleted()) {
                    assertThat(after.isDeleted()).isTrue();
                    assertThat(after.header()).isNull();
                  }
                  entry
                      .replicas()
                      .forEach(
                          (replica, state) ->
                              assertThat(after.replicas().get(replica).stage())
                                  .isGreaterThanOrEqualTo(state.stage()));
                });
      }
    }
  }

  @Property(tries = 150)
  void theStoredFormIsTheSameForTheSameCatalog(
      @ForAll long seed, @ForAll @IntRange(max = 50) int steps) throws Exception {
    for (Catalog catalog : history(seed, 2, steps)) {
      Bytes encoded = CatalogCodec.encode(catalog);
      assertThat(CatalogCodec.decode(encoded)).isEqualTo(catalog);
      assertThat(CatalogCodec.encode(CatalogCodec.decode(encoded))).isEqualTo(encoded);
      Catalog joined = Catalog.EMPTY;
      for (int page = 0; page < 64; page++) {
        joined = joined.merge(catalog.page(page));
      }
      assertThat(joined).isEqualTo(catalog);
    }
  }

  @Example
  void aPageOpensForItsOwnerAtItsPlaceOnly() {
    Catalog catalog = history(3, 1, 20).get(0);
    var owner = Keys.owner(1);
    Bytes sealed = CatalogSeal.seal(owner, 5, device(1), 7, catalog, Keys.entropy(1));
    assertThat(CatalogSeal.open(owner, 5, device(1), 7, sealed)).contains(catalog);
    assertThat(CatalogSeal.open(Keys.owner(2), 5, device(1), 7, sealed)).isEmpty();
    assertThat(CatalogSeal.open(owner, 6, device(1), 7, sealed)).isEmpty();
    assertThat(CatalogSeal.open(owner, 5, device(2), 7, sealed)).isEmpty();
    assertThat(CatalogSeal.open(owner, 5, device(1), 8, sealed)).isEmpty();
    assertThat(CatalogSeal.open(owner, 5, device(1), 7, sealed.slice(0, 20))).isEmpty();
  }
}
