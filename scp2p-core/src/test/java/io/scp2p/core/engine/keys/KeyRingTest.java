package io.scp2p.core.engine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.identity.KeyProtection;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.api.identity.PublisherIdentity;
import io.scp2p.api.identity.PublisherIdentity.Use;
import io.scp2p.api.identity.SecretSeed;
import io.scp2p.api.spi.Durability;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateTable;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.Argon2Cost;
import io.scp2p.core.crypto.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private static final SecretAccess TOKEN = SecretAccess.iWillProtectTheExportedSecret();
  private static final Argon2Cost CHEAP = new Argon2Cost(Argon2Cost.MIN_MEMORY_KIBIBYTES, 1, 1);
  private static final StateTable TABLE = new StateTable("keys");

  @TempDir Path home;
  private final MemoryState state = new MemoryState();
  private Path keyFile;

  @BeforeEach
  void name() {
    keyFile = home.resolve("key");
  }

  private KeyRing open(String passphrase) {
    try (Passphrase phrase = phrase(passphrase)) {
      return KeyRing.open(state, home, phrase, Entropy.system(), CHEAP);
    }
  }

  private static Passphrase phrase(String text) {
    return text == null ? null : Passphrase.of(text.toCharArray());
  }

  private static ErrorCode code(Runnable call) {
    try {
      call.run();
    } catch (Scp2pException e) {
      return e.code();
    }
    throw new AssertionError("nothing was thrown");
  }

  @Test
  void theNodeKeepsItsKeyUnderAKeyFileThatOnlyItsOwnerCanRead() throws Exception {
    NodeKey key;
    try (KeyRing ring = open(null)) {
      key = ring.self().key();
      assertThat(ring.self().protection()).isEqualTo(KeyProtection.KEY_FILE);
      assertThat(state.lastDurability()).isEqualTo(Durability.POWER);
      try (SecretSeed seed = ring.exportNode(TOKEN)) {
        assertThat(state.holds(seed.reveal(TOKEN))).as("in the clear").isFalse();
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
        .isEqualTo("rw-------");
    try (KeyRing again = open(null)) {
      assertThat(again.self().key()).isEqualTo(key);
    }
  }

  @Test
  void aKeyFileThatOthersCanReadIsRefusedWithAdvice() throws Exception {
    open(null).close();
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> open(null))
        .isInstanceOfSatisfying(
            Scp2pException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FILE_DENIED);
              assertThat(e).hasMessageContaining("chmod 600").hasMessageContaining("rw-r-----");
            });
  }

  @Test
  void aMissingOrDamagedKeyFileIsSaidToBeThat() throws Exception {
    open(null).close();
    byte[] good = Files.readAllBytes(keyFile);
    Files.write(keyFile, new byte[5]);
    assertThat(code(() -> open(null))).isEqualTo(ErrorCode.STORE_CORRUPT);
    good[0] ^= 1;
    Files.write(keyFile, good);
    assertThat(code(() -> open(null))).isEqualTo(ErrorCode.STORE_CORRUPT);
    Files.delete(keyFile);
    assertThat(code(() -> open(null))).isEqualTo(ErrorCode.FILE_MISSING);
  }

  @Test
  void aPassphraseIsNeededAndHasToBeRight() {
    NodeKey key;
    try (KeyRing ring = open("correct horse")) {
      key = ring.self().key();
      assertThat(ring.self().protection()).isEqualTo(KeyProtection.PASSPHRASE);
    }
    assertThat(keyFile).doesNotExist();
    assertThat(code(() -> open(null))).isEqualTo(ErrorCode.PASSPHRASE_REQUIRED);
    assertThat(code(() -> open("wrong horse"))).isEqualTo(ErrorCode.PASSPHRASE_WRONG);
    try (KeyRing ring = open("correct horse")) {
      assertThat(ring.self().key()).isEqualTo(key);
    }
  }

  @Test
  void publisherKeysAreStoredSealedAndComeBack() throws StoreException {
    ShareId id;
    byte[] seed;
    try (KeyRing ring = open(null);
        SigningKey key = ring.newKey()) {
      id = key.shareKey().id();
      PublisherIdentity kept = ring.keep("Holiday", Use.SHARE, key);
      assertThat(kept).isEqualTo(new PublisherIdentity("Holiday", key.shareKey(), Use.SHARE));
      assertThat(ring.publishers()).containsExactly(kept);
      try (SecretSeed exported = ring.exportPublisher(id, TOKEN)) {
        seed = exported.reveal(TOKEN);
      }
    }
    assertThat(state.lastDurability()).isEqualTo(Durability.POWER);
    assertThat(state.holds(seed)).as("in the clear").isFalse();
    try (KeyRing ring = open(null);
        SigningKey key = ring.publisherKey(id).orElseThrow()) {
      assertThat(key.shareKey().id()).isEqualTo(id);
      ShareId stranger = ShareId.of(new byte[32]);
      assertThat(ring.publisherKey(stranger)).isEmpty();
      assertThat(code(() -> ring.exportPublisher(stranger, TOKEN)))
          .isEqualTo(ErrorCode.NOT_THE_PUBLISHER);
    }
  }

  @Test
  void anImportedKeyIsThatKeyAndImportingTwiceChangesTheLabelOnly() {
    try (KeyRing from = KeyRing.inMemory(Entropy.system());
        KeyRing to = open(null);
        SigningKey key = from.newKey()) {
      from.keep("mine", Use.COMMUNITY, key);
      ShareId id = key.shareKey().id();
      try (SecretSeed seed = from.exportPublisher(id, TOKEN)) {
        to.importPublisher("first", Use.COMMUNITY, seed, TOKEN);
        to.importPublisher("second", Use.COMMUNITY, seed, TOKEN);
      }
      assertThat(to.publishers())
          .containsExactly(new PublisherIdentity("second", key.shareKey(), Use.COMMUNITY));
    }
  }

  @Test
  void changedLabelsUsesAndExchangedRowsAreNoticed() throws Exception {
    try (KeyRing ring = open(null);
        SigningKey one = ring.newKey();
        SigningKey two = ring.newKey()) {
      ring.keep("one", Use.SHARE, one);
      ring.keep("two", Use.SHARE, two);
      byte[] rowOne = PublisherRow.key(one.shareKey().id());
      byte[] rowTwo = PublisherRow.key(two.shareKey().id());
      byte[] value = state.get(TABLE, rowOne).orElseThrow();
      state.apply(new StateBatch().put(TABLE, rowTwo, value), Durability.PROCESS);
      assertThat(code(() -> ring.publisherKey(two.shareKey().id())))
          .isEqualTo(ErrorCode.STORE_CORRUPT);
      value[1] = 2; // the use
      state.apply(new StateBatch().put(TABLE, rowOne, value), Durability.PROCESS);
      assertThat(code(() -> ring.publisherKey(one.shareKey().id())))
          .isEqualTo(ErrorCode.STORE_CORRUPT);
    }
  }

  @Test
  void protectionChangesFromFileToPassphraseToPassphraseToFile() {
    NodeKey key;
    try (KeyRing ring = open(null)) {
      key = ring.self().key();
      ring.protect(null, phrase("one"));
      assertThat(ring.self().protection()).isEqualTo(KeyProtection.PASSPHRASE);
      assertThat(keyFile).doesNotExist();
      assertThat(code(() -> ring.protect(phrase("two"), phrase("three"))))
          .isEqualTo(ErrorCode.PASSPHRASE_WRONG);
      ring.protect(phrase("one"), phrase("two"));
    }
    assertThat(code(() -> open("one"))).isEqualTo(ErrorCode.PASSPHRASE_WRONG);
    try (KeyRing ring = open("two")) {
      ring.protect(phrase("two"), null);
    }
    assertThat(code(() -> open("two"))).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    try (KeyRing ring = open(null)) {
      assertThat(ring.self().key()).isEqualTo(key);
    }
  }

  @Test
  void aChangeOfProtectionThatDiesLeavesTheOldOneWhole() {
    NodeKey key;
    try (KeyRing ring = open("old")) {
      key = ring.self().key();
      state.failAfter(0);
      assertThat(code(() -> ring.protect(phrase("old"), phrase("new"))))
          .isEqualTo(ErrorCode.STORE_FAILED);
      assertThat(code(() -> ring.protect(phrase("old"), null))).isEqualTo(ErrorCode.STORE_FAILED);
      assertThat(ring.self().protection()).isEqualTo(KeyProtection.PASSPHRASE);
    }
    state.restart();
    assertThat(keyFile).as("made before the store failed").exists();
    try (KeyRing ring = open("old")) {
      assertThat(ring.self().key()).isEqualTo(key);
      assertThat(keyFile).as("of no use to anybody").doesNotExist();
    }
  }

  @Test
  void aFirstStartThatDiesAnywhereIsFollowedByAGoodOne() throws StoreException {
    for (int batches = 0; batches < 2; batches++) {
      MemoryState fresh = new MemoryState();
      fresh.failAfter(batches);
      assertThat(code(() -> KeyRing.open(fresh, home, null, Entropy.system(), CHEAP)))
          .isEqualTo(ErrorCode.STORE_FAILED);
      fresh.restart();
      try (KeyRing ring = KeyRing.open(fresh, home, null, Entropy.system(), CHEAP)) {
        assertThat(fresh.get(TABLE, "node".getBytes(StandardCharsets.US_ASCII))).isPresent();
        assertThat(ring.publishers()).isEmpty();
      }
    }
  }

  @Test
  void keysWithoutTheirMasterKeyAreNotReplaced() throws Exception {
    open(null).close();
    state.apply(new StateBatch().delete(TABLE, MasterKey.ROW), Durability.PROCESS);

    assertThat(code(() -> open(null))).isEqualTo(ErrorCode.STORE_CORRUPT);
  }

  @Test
  void aNodeWithoutAHomeStoresNothing() {
    try (KeyRing ring = KeyRing.inMemory(Entropy.system());
        SigningKey key = ring.newKey()) {
      ring.keep("label", Use.SHARE, key);
      assertThat(ring.self().protection()).isEqualTo(KeyProtection.NOT_STORED);
      assertThat(ring.publisherKey(key.shareKey().id())).isPresent();
      assertThat(code(() -> ring.protect(null, phrase("x")))).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void aClosedRingSignsNothing() {
    KeyRing ring = open(null);
    NodeKey key = ring.self().key();
    SigningKey node = ring.nodeKey();
    ring.close();
    ring.close();

    assertThatThrownBy(() -> node.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
    assertThat(code(ring::publishers)).isEqualTo(ErrorCode.NODE_CLOSED);
    assertThat(code(() -> ring.exportNode(TOKEN))).isEqualTo(ErrorCode.NODE_CLOSED);
    assertThat(ring.self().key()).isEqualTo(key);
  }

  @Test
  void theKeyOfAnotherNodeHoldsFromTheNextOpening() throws StoreException {
    try (SecretSeed seed = SecretSeed.of(new byte[SecretSeed.LENGTH], TOKEN)) {
      NodeKey taken;
      try (KeyRing ring = open(null)) {
        NodeKey before = ring.self().key();
        taken = ring.replaceNode(seed, TOKEN).key();
        assertThat(taken).isNotEqualTo(before);
        assertThat(ring.self().key()).isEqualTo(before);
        assertThat(state.lastDurability()).isEqualTo(Durability.POWER);
        assertThat(state.holds(seed.reveal(TOKEN))).as("in the clear").isFalse();
      }
      try (KeyRing again = open(null)) {
        assertThat(again.self().key()).isEqualTo(taken);
        assertThat(again.exportNode(TOKEN).reveal(TOKEN)).isEqualTo(seed.reveal(TOKEN));
      }
      try (KeyRing nowhere = KeyRing.inMemory(Entropy.system())) {
        assertThat(code(() -> nowhere.replaceNode(seed, TOKEN))).isEqualTo(ErrorCode.UNSUPPORTED);
      }
    }
  }

  @Test
  void labelsAreBounded() {
    try (KeyRing ring = open(null);
        SigningKey key = ring.newKey()) {
      String longest = "x".repeat(KeyRing.MAX_LABEL_BYTES);
      ring.keep(longest, Use.SHARE, key);
      assertThat(ring.publishers().get(0).label()).isEqualTo(longest);
      assertThat(code(() -> ring.keep(longest + "x", Use.SHARE, key)))
          .isEqualTo(ErrorCode.TOO_LARGE);
    }
  }
}
