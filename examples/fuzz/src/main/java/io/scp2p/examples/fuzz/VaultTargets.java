package io.scp2p.examples.fuzz;

import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.vault.ReadCapability;
import io.scp2p.core.vault.RecoveryCode;
import io.scp2p.core.vault.catalog.Catalog;
import io.scp2p.core.vault.catalog.CatalogCodec;
import io.scp2p.core.vault.catalog.CatalogSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.vault.VaultLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the vault reads back: its catalog, links to single files, words on paper. */
final class VaultTargets {
  private static final int MAX_SOURCES = 96;
  private static final Bytes SLOT = Samples.bytes(7, VaultLimits.SLOT_BYTES);
  private static final SigningKey OWNER = Samples.key(0xa1);

  private VaultTargets() {}

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget(
            "vault-catalog",
            "the plain catalog of a vault, and merging it",
            vectors -> vectors.octets("vault"),
            VaultTargets::catalog),
        new FuzzTarget(
            "vault-page",
            "a sealed page, as a holder gives it back",
            vectors -> vectors.octets("vault"),
            VaultTargets::sealed),
        new FuzzTarget(
            "vault-link-content",
            "the right to read one file, as a link",
            VaultTargets::links,
            VaultTargets::link),
        new FuzzTarget(
            "recovery-words",
            "words that bring a vault back, whole or in parts",
            vectors -> phrases(vectors),
            VaultTargets::words));
  }

  private static boolean catalog(byte[] input) {
    Catalog catalog = RoundTrip.decoded(CatalogCodec::decode, input);
    if (catalog == null) {
      return false;
    }
    Bytes encoded = CatalogCodec.encode(catalog);
    try {
      Finding.unless(CatalogCodec.decode(encoded).equals(catalog), "decoded again it is another");
    } catch (WireException refused) {
      throw new Finding("our own encoding is refused", refused);
    }
    Finding.unless(catalog.merge(catalog).equals(catalog), "a merge with itself changes it");
    for (int page = 0; page < VaultLimits.CATALOG_PAGES; page += 17) {
      catalog.page(page);
    }
    return true;
  }

  /** Any bytes instead of a page; any bytes inside a page that its owner sealed. */
  private static boolean sealed(byte[] input) {
    CatalogSeal.open(OWNER, 29, SLOT, 3, Bytes.wrap(input));
    Catalog catalog = RoundTrip.decoded(CatalogCodec::decode, input);
    if (catalog == null || CatalogCodec.encode(catalog).size() > CatalogSeal.MAX_PLAIN_BYTES) {
      return false;
    }
    Bytes sealed = CatalogSeal.seal(OWNER, 29, SLOT, 3, catalog, Samples.entropy(1));
    Finding.unless(
        CatalogSeal.open(OWNER, 29, SLOT, 3, sealed).equals(Optional.of(catalog)),
        "a sealed page does not open");
    Finding.unless(
        CatalogSeal.open(OWNER, 29, SLOT, 4, sealed).isEmpty(), "an old page opens as a new one");
    return true;
  }

  private static List<byte[]> links(Vectors vectors) {
    List<byte[]> links = new ArrayList<>(vectors.texts(Set.of("link", "links"), "vault"));
    links.add(Samples.vaultLink());
    return links;
  }

  private static boolean link(byte[] input) {
    Optional<ReadCapability> read = ReadCapability.parse(TextTargets.text(input));
    if (read.isEmpty()) {
      return false;
    }
    Finding.unless(read.get().shards().size() <= MAX_SOURCES, "too many sources");
    Finding.unless(
        ReadCapability.parse(read.get().link()).equals(read), "a link does not survive printing");
    return true;
  }

  /** Phrases are separated by line feeds. */
  private static List<byte[]> phrases(Vectors vectors) {
    List<byte[]> all = new ArrayList<>(vectors.texts(Set.of("recovery"), "vault"));
    all.add(printed(List.of(RecoveryCode.words(OWNER))));
    List<List<String>> parts = RecoveryCode.split(OWNER, 2, 3, Samples.entropy(5));
    all.add(printed(parts));
    all.add(printed(parts.subList(1, 3)));
    return all;
  }

  private static byte[] printed(List<List<String>> phrases) {
    return String.join("\n", phrases.stream().map(words -> String.join(" ", words)).toList())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static boolean words(byte[] input) {
    List<List<String>> phrases =
        Arrays.stream(TextTargets.text(input).split("\n", -1))
            .map(line -> List.of(line.split(" ", -1)))
            .toList();
    Optional<SigningKey> owner = RecoveryCode.recover(phrases);
    if (owner.isEmpty()) {
      return false;
    }
    List<String> whole = RecoveryCode.words(owner.get());
    Finding.unless(
        RecoveryCode.recover(List.of(whole))
            .filter(each -> each.nodeKey().equals(owner.get().nodeKey()))
            .isPresent(),
        "the words of a recovered key do not recover it");
    return true;
  }
}
