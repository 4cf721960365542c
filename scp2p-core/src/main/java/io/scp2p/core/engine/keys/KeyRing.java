package io.scp2p.core.engine.keys;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.identity.KeyProtection;
import io.scp2p.api.identity.NodeIdentity;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.api.identity.PublisherIdentity;
import io.scp2p.api.identity.PublisherIdentity.Use;
import io.scp2p.api.identity.SecretSeed;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.api.spi.StateBatch;
import io.scp2p.api.spi.StateStore;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.crypto.Argon2Cost;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a node. Secrets are opened one at a time, when they are used; only the master key and
 * the node's own key stay in memory, until {@link #close()} wipes them.
 *
 * <p>A key is durable before it is handed out: nothing is ever signed with a key that the loss of
 * power could take away. Safe for all threads; every method but {@link #self} may block.
 */
public final class KeyRing implements AutoCloseable {
  private static final byte[] NODE_ROW = "node".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VAULT_ROW = "vault".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  /** How many bytes a label may have; it is for people. */
  public static final int MAX_LABEL_BYTES = PublisherRow.MAX_LABEL_BYTES;

  private final ReentrantLock lock = new ReentrantLock();
  private final KeyRows rows;
  private final @Nullable KeyFile file;
  private final Entropy entropy;
  private final Argon2Cost cost;
  private final SecretBytes master;
  private final SigningKey nodeKey;
  private volatile KeyProtection protection;
  private volatile boolean closed;

  private KeyRing(
      KeyRows rows,
      @Nullable KeyFile file,
      Entropy entropy,
      Argon2Cost cost,
      SecretBytes master,
      KeyProtection protection)
      throws StoreException {
    this.rows = rows;
    this.file = file;
    this.entropy = entropy;
    this.cost = cost;
    this.master = master;
    this.protection = protection;
    this.nodeKey = loadNodeKey();
  }

  /**
   * Opens the keys of a home, or makes them. A new home is protected by the passphrase if there is
   * one, and by a key file otherwise.
   *
   * @throws Scp2pException if they are protected otherwise, or cannot be read
   */
  public static KeyRing open(
      StateStore store, Path home, @Nullable Passphrase passphrase, Entropy entropy) {
    return open(store, home, passphrase, entropy, Argon2Cost.DEFAULT);
  }

  /** As above, at a cost that tests can afford. */
  static KeyRing open(
      StateStore store,
      Path home,
      @Nullable Passphrase passphrase,
      Entropy entropy,
      Argon2Cost cost) {
    KeyRows rows = KeyRows.stored(store);
    KeyFile file = new KeyFile(home);
    try {
      Optional<byte[]> wrapped = rows.get(MasterKey.ROW);
      SecretBytes master =
          wrapped.isPresent()
              ? MasterKey.open(wrapped.get(), passphrase, file)
              : freshMaster(rows, file, passphrase, entropy, cost);
      KeyProtection protection =
          passphrase == null ? KeyProtection.KEY_FILE : KeyProtection.PASSPHRASE;
      if (protection == KeyProtection.PASSPHRASE && file.exists()) {
        file.delete(); // The change to a passphrase was durable before this could be done.
      }
      return wipedOnFailure(
          master, () -> new KeyRing(rows, file, entropy, cost, master, protection));
    } catch (StoreException e) {
      throw StoreErrors.ofState(e);
    }
  }

  /** Keys of a node that has no home: they end with it. */
  public static KeyRing inMemory(Entropy entropy) {
    SecretBytes master = SecretBytes.random(MasterKey.KEY_BYTES, entropy);
    try {
      return new KeyRing(
          KeyRows.inMemory(), null, entropy, Argon2Cost.DEFAULT, master, KeyProtection.NOT_STORED);
    } catch (StoreException e) {
      throw StoreErrors.ofState(e);
    }
  }

  private static SecretBytes freshMaster(
      KeyRows rows, KeyFile file, @Nullable Passphrase passphrase, Entropy entropy, Argon2Cost cost)
      throws StoreException {
    if (!rows.keys(NOTHING).isEmpty()) {
      throw MasterKey.corrupt("the wrapped master key is missing", null);
    }
    SecretBytes master = SecretBytes.random(MasterKey.KEY_BYTES, entropy);
    return wipedOnFailure(
        master,
        () -> {
          rows.put(MasterKey.ROW, wrap(master, passphrase, file, cost, entropy));
          return master;
        });
  }

  /** With a null passphrase a fresh key file is in its place before this returns. */
  private static byte[] wrap(
      SecretBytes master,
      @Nullable Passphrase passphrase,
      KeyFile file,
      Argon2Cost cost,
      Entropy entropy) {
    if (passphrase != null) {
      return MasterKey.underPassphrase(master, passphrase, cost, entropy);
    }
    try (SecretBytes key = file.create(entropy)) {
      return MasterKey.underKeyFile(master, key, entropy);
    }
  }

  private SigningKey loadNodeKey() throws StoreException {
    Optional<byte[]> sealed = rows.get(NODE_ROW);
    if (sealed.isPresent()) {
      try (SecretBytes seed = SealedRow.open(master, sealed.get(), NODE_ROW, NOTHING)) {
        return SigningKey.ofSeed(seed);
      } catch (AuthenticationException | IllegalArgumentException e) {
        throw MasterKey.corrupt("the key of the node", e);
      }
    }
    SigningKey fresh = SigningKey.generate(entropy);
    try (SecretBytes seed = fresh.seed()) {
      rows.put(NODE_ROW, SealedRow.seal(master, seed, entropy, NODE_ROW, NOTHING));
    }
    return fresh;
  }

  /** Who this node is. Never blocks. */
  public NodeIdentity self() {
    return new NodeIdentity(nodeKey.nodeKey(), protection);
  }

  /** The key of the node; wiped when the ring is closed, so the caller does not close it. */
  public SigningKey nodeKey() {
    return nodeKey;
  }

  /**
   * The key of the vault's owner (docs/vault-protocol.md section V4); made when it is first asked
   * for.
   *
   * @return for the caller to close
   */
  public SigningKey vaultKey() {
    return stored(
        () -> {
          Optional<byte[]> sealed = rows.get(VAULT_ROW);
          if (sealed.isEmpty()) {
            SigningKey fresh = SigningKey.generate(entropy);
            putVaultKey(fresh);
            return fresh;
          }
          try (SecretBytes seed = SealedRow.open(master, sealed.get(), VAULT_ROW, NOTHING)) {
            return SigningKey.ofSeed(seed);
          } catch (AuthenticationException | IllegalArgumentException e) {
            throw MasterKey.corrupt("the key of the vault", e);
          }
        });
  }

  /** Becomes a device of another owner: what was stored under the old key is not seen any more. */
  public void replaceVaultKey(SigningKey key) {
    stored(
        () -> {
          putVaultKey(key);
          return true;
        });
  }

  private void putVaultKey(SigningKey key) throws StoreException {
    try (SecretBytes seed = key.seed()) {
      rows.put(VAULT_ROW, SealedRow.seal(master, seed, entropy, VAULT_ROW, NOTHING));
    }
  }

  /** The keys this node signs with besides its own, by id. */
  public List<PublisherIdentity> publishers() {
    return stored(
        () -> {
          List<PublisherIdentity> all = new ArrayList<>();
          for (byte[] row : rows.keys(PublisherRow.PREFIX)) {
            rows.get(row)
                .map(value -> PublisherRow.decode(row, value).identity())
                .ifPresent(all::add);
          }
          return all;
        });
  }

  /**
   * A new key that is nowhere but in memory. Nothing signed with it may be seen before {@link
   * #keep}, or before the batch of {@link #stage} is durable.
   *
   * @return for the caller to close
   */
  public SigningKey newKey() {
    return SigningKey.generate(entropy);
  }

  /**
   * Takes a key in; durable when this returns. Repeated, only the label changes.
   *
   * @param key stays the caller's to close
   */
  public PublisherIdentity keep(String label, Use use, SigningKey key) {
    return store(label, use, key);
  }

  /**
   * Takes a key in with what is signed with it: both are durable once the batch is, or neither.
   *
   * @param key stays the caller's to close
   */
  public void stage(String label, Use use, SigningKey key, StateBatch batch) {
    PublisherIdentity identity = new PublisherIdentity(label, key.shareKey(), use);
    stored(
        () -> {
          byte[] sealed = PublisherRow.seal(identity, key, master, entropy);
          rows.stage(PublisherRow.key(identity.id()), sealed, batch);
          return identity;
        });
  }

  /**
   * The key of a share or community of this node.
   *
   * @return for the caller to close; nothing if this node does not have it
   */
  public Optional<SigningKey> publisherKey(ShareId id) {
    return stored(
        () -> {
          byte[] row = PublisherRow.key(id);
          return rows.get(row).map(value -> PublisherRow.decode(row, value).open(master));
        });
  }

  /** Hands out the seed of the node, for the caller to close. */
  public SecretSeed exportNode(SecretAccess token) {
    return stored(() -> seed(nodeKey, token));
  }

  /** Hands out the seed of a share or community, for the caller to close. */
  public SecretSeed exportPublisher(ShareId id, SecretAccess token) {
    Objects.requireNonNull(token, "token");
    try (SigningKey key = publisherKey(id).orElseThrow(() -> notThePublisher(id))) {
      return seed(key, token);
    }
  }

  /** Takes a key over; durable when this returns. Repeated, only the label changes. */
  public PublisherIdentity importPublisher(
      String label, Use use, SecretSeed seed, SecretAccess token) {
    byte[] raw = seed.reveal(token);
    try (SecretBytes secret = SecretBytes.copyOf(raw);
        SigningKey key = SigningKey.ofSeed(secret)) {
      return store(label, use, key);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  /**
   * Takes a node's key over in place of this one's, from the next start; durable when this returns.
   */
  public NodeIdentity replaceNode(SecretSeed seed, SecretAccess token) {
    byte[] raw = seed.reveal(token);
    try (SecretBytes secret = SecretBytes.copyOf(raw);
        SigningKey key = SigningKey.ofSeed(secret)) {
      return stored(
          () -> {
            home();
            rows.put(NODE_ROW, SealedRow.seal(master, secret, entropy, NODE_ROW, NOTHING));
            return new NodeIdentity(key.nodeKey(), protection);
          });
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  private KeyFile home() {
    if (file == null) {
      throw new Scp2pException(
          ErrorCode.UNSUPPORTED, "A node without a home stores no keys to change.");
    }
    return file;
  }

  /**
   * Puts the master key under another passphrase, or a key file. Only one row is rewritten, so
   * after a crash either the old protection holds or the new one.
   */
  public void protect(@Nullable Passphrase current, @Nullable Passphrase next) {
    stored(
        () -> {
          KeyFile place = home();
          byte[] wrapped =
              rows.get(MasterKey.ROW)
                  .orElseThrow(() -> MasterKey.corrupt("the wrapped master key is missing", null));
          MasterKey.open(wrapped, current, place).close();
          if (current == null && next == null) {
            return protection; // Replacing the file in use would not be all or nothing.
          }
          rows.put(MasterKey.ROW, wrap(master, next, place, cost, entropy));
          protection = next == null ? KeyProtection.KEY_FILE : KeyProtection.PASSPHRASE;
          if (next != null) {
            place.delete();
          }
          return protection;
        });
  }

  /** Wipes the keys. Harmless when repeated. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      nodeKey.close();
      master.close();
    } finally {
      lock.unlock();
    }
  }

  private PublisherIdentity store(String label, Use use, SigningKey key) {
    PublisherIdentity identity = new PublisherIdentity(label, key.shareKey(), use);
    return stored(
        () -> {
          byte[] row = PublisherRow.key(identity.id());
          rows.put(row, PublisherRow.seal(identity, key, master, entropy));
          return identity;
        });
  }

  private static SecretSeed seed(SigningKey key, SecretAccess token) {
    byte[] raw = key.exportSeed(token);
    try {
      return SecretSeed.of(raw, token);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  private static Scp2pException notThePublisher(ShareId id) {
    return new Scp2pException(
        ErrorCode.NOT_THE_PUBLISHER,
        "This node does not hold the key of the share.",
        Map.of("share", id.hex()));
  }

  /** Work that may fail as the store does. */
  @FunctionalInterface
  private interface StoreCall<T> {
    T run() throws StoreException;
  }

  /** One at a time: closing must not wipe a key that is just being used. */
  private <T> T stored(StoreCall<T> work) {
    lock.lock();
    try {
      if (closed) {
        throw new Scp2pException(ErrorCode.NODE_CLOSED, "The keys were closed with their node.");
      }
      return work.run();
    } catch (StoreException e) {
      throw StoreErrors.ofState(e);
    } finally {
      lock.unlock();
    }
  }

  private static <T> T wipedOnFailure(SecretBytes secret, StoreCall<T> use) throws StoreException {
    boolean done = false;
    try {
      T result = use.run();
      done = true;
      return result;
    } finally {
      if (!done) {
        secret.close();
      }
    }
  }
}
