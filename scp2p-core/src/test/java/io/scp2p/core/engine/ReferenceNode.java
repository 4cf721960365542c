package io.scp2p.core.engine;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SigningKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import org.bouncycastle.crypto.digests.Blake3Digest;

/**
 * A whole node of the reference, written from the document: sections 5, 7.5, 8, 9 and 12. As a
 * server it shakes hands with one after the other, knows nobody but itself in FIND_NODE, keeps
 * whatever it is given verbatim with the last writer winning, publishes one share. As a client it
 * makes a connection for every single request. It shares no code with ours but Ed25519.
 */
final class ReferenceNode implements AutoCloseable {
  static final int CHUNK = 262_144;

  private static final CBOREncodeOptions KEEP_ORDER =
      new CBOREncodeOptions("keepkeyorder=true;useindeflengthstrings=false");

  final SigningKey key = SigningKey.generate(Entropy.system());
  final SigningKey shareKey = SigningKey.generate(Entropy.system());
  final SSLServerSocket listener;

  /** Numbers of all requests that came. */
  final Set<Integer> asked = new ConcurrentSkipListSet<>();

  /** Keys of first hellos, which a reference has never heard of. */
  final Set<String> offered = new ConcurrentSkipListSet<>();

  /** Values as they came, by key in hexadecimal digits. */
  final Map<String, byte[]> values = new ConcurrentHashMap<>();

  /** Keys of what was stored here by others, in the order it came. */
  final List<String> stored = new CopyOnWriteArrayList<>();

  final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<ReferencePeer> open = new CopyOnWriteArrayList<>();
  private final byte[] content;
  private byte[] manifestId = {};
  private byte[] manifest = {};
  private byte[] contentId = {};
  private volatile boolean closed;

  /** Publishes one file, and listens on loopback. */
  ReferenceNode(byte[] content) throws Exception {
    this.content = content;
    publish();
    listener = ReferencePeer.listen();
    listener.setSoTimeout(0);
    Thread thread = new Thread(this::serve, "reference");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  byte[] contentId() {
    return contentId;
  }

  // What is published (sections 9.1 to 9.5).

  static byte[] blake3(byte[]... parts) {
    Blake3Digest digest = new Blake3Digest();
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[32];
    digest.doFinal(hash, 0);
    return hash;
  }

  static byte[] sha256(byte[]... parts) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String dhtKey(String space, byte[] id) throws Exception {
    return HexFormat.of().formatHex(sha256(ascii(space), id));
  }

  private int chunks() {
    return (content.length + CHUNK - 1) / CHUNK;
  }

  private byte[] chunk(int index) {
    return Arrays.copyOfRange(
        content, index * CHUNK, Math.min(content.length, (index + 1) * CHUNK));
  }

  private void publish() throws Exception {
    byte[] publicKey = shareKey.nodeKey().bytes();
    byte[] shareId = sha256(publicKey);
    contentId = blake3(content);
    byte[][] hashes = new byte[chunks()][];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = blake3(chunk(i));
    }
    CBORObject listHash = ReferencePeer.ints(blake3(hashes));
    CBORObject item =
        CBORObject.NewOrderedMap()
            .Add("content_id", ReferencePeer.ints(contentId))
            .Add("size", content.length)
            .Add("name", "v1.bin")
            .Add("path", "of/v1.bin")
            .Add("mime", CBORObject.Null)
            .Add("tags", CBORObject.NewArray())
            .Add("chunk_count", hashes.length)
            .Add("chunk_list_hash", listHash);
    CBORObject tuple =
        CBORObject.NewArray()
            .Add(ReferencePeer.ints(contentId))
            .Add(content.length)
            .Add("v1.bin")
            .Add("of/v1.bin")
            .Add(CBORObject.Null)
            .Add(CBORObject.NewArray())
            .Add(hashes.length)
            .Add(listHash);
    long now = System.currentTimeMillis() / 1_000;
    byte[] signature =
        shareKey.sign(tuple(publicKey, shareId, now, tuple).EncodeToBytes(KEEP_ORDER));
    CBORObject identified = tuple(publicKey, shareId, now, item).Add(ReferencePeer.ints(signature));
    manifestId = blake3(identified.EncodeToBytes(KEEP_ORDER));
    manifest =
        CBORObject.NewOrderedMap()
            .Add("version", 1)
            .Add("share_pubkey", ReferencePeer.ints(publicKey))
            .Add("share_id", ReferencePeer.ints(shareId))
            .Add("seq", 1)
            .Add("created_at", now)
            .Add("expires_at", CBORObject.Null)
            .Add("title", "of the reference")
            .Add("description", CBORObject.Null)
            .Add("visibility", "public")
            .Add("communities", CBORObject.NewArray())
            .Add("items", CBORObject.NewArray().Add(item))
            .Add("recommended_shares", CBORObject.NewArray())
            .Add("signature", signature)
            .EncodeToBytes(KEEP_ORDER);
    CBORObject head =
        CBORObject.NewArray()
            .Add(ReferencePeer.ints(shareId))
            .Add(1)
            .Add(ReferencePeer.ints(manifestId))
            .Add(now);
    byte[] sealed = shareKey.sign(head.EncodeToBytes(KEEP_ORDER));
    values.put(
        dhtKey("share:head:", shareId),
        CBORObject.NewOrderedMap()
            .Add("share_id", ReferencePeer.ints(shareId))
            .Add("latest_seq", 1)
            .Add("latest_manifest_id", ReferencePeer.ints(manifestId))
            .Add("updated_at", now)
            .Add("sig", ReferencePeer.ints(sealed))
            .EncodeToBytes(KEEP_ORDER));
    values.put(dhtKey("manifest:loc:", manifestId), manifest);
  }

  private static CBORObject tuple(byte[] publicKey, byte[] shareId, long now, CBORObject item) {
    return CBORObject.NewArray()
        .Add(1)
        .Add(ReferencePeer.ints(publicKey))
        .Add(ReferencePeer.ints(shareId))
        .Add(1)
        .Add(now)
        .Add(CBORObject.Null)
        .Add("of the reference")
        .Add(CBORObject.Null)
        .Add("public")
        .Add(CBORObject.NewArray())
        .Add(CBORObject.NewArray().Add(item))
        .Add(CBORObject.NewArray());
  }

  // As a server.

  /** Section 3.4: one handshake after the other; sessions then live beside each other. */
  private void serve() {
    while (!closed) {
      try {
        ReferencePeer peer = ReferencePeer.accept(key, listener);
        CBORObject first = peer.shakeAsResponder(hello -> hello);
        first.getKeys().forEach(name -> offered.add(name.AsString()));
        open.add(peer);
        peer.socket.setSoTimeout(0);
        Thread session = new Thread(() -> answer(peer), "reference-session");
        session.setDaemon(true);
        session.start();
      } catch (IOException | RuntimeException e) {
        if (!closed && listener.isClosed()) {
          return;
        }
      }
    }
  }

  private void answer(ReferencePeer peer) {
    try {
      while (true) {
        CBORObject request = peer.read();
        int type = request.get("type").AsInt32();
        long id = request.get("req_id").AsInt64Value();
        asked.add(type);
        byte[] payload = request.get("payload").GetByteString();
        CBORObject answer = answer(type, payload);
        if (answer == null) {
          peer.send(type, id, 3, ascii(refusal(type)));
        } else {
          byte[] body = answer.size() == 0 ? new byte[0] : answer.EncodeToBytes(KEEP_ORDER);
          peer.send(answerType(type), id, 1, body);
        }
      }
    } catch (IOException over) {
      open.remove(peer);
    } catch (RuntimeException e) {
      failures.add(e.toString());
    }
  }

  private static int answerType(int type) {
    boolean own = type == 100 || type == 101 || type / 100 == 2 || type == 499;
    return type == 101 ? 100 : own ? type : type + 1;
  }

  private static String refusal(int type) {
    return switch (type) {
      case 400 -> "manifest not found";
      case 500 -> "chunk not found";
      case 502 -> "chunk hashes not found";
      default -> "unknown message type " + type;
    };
  }

  private CBORObject answer(int type, byte[] payload) {
    CBORObject asks =
        payload.length == 0 ? CBORObject.NewMap() : CBORObject.DecodeFromBytes(payload);
    return switch (type) {
      case 100, 499 -> CBORObject.NewMap();
      case 101 -> CBORObject.NewOrderedMap().Add("peers", CBORObject.NewArray());
      case 200 -> CBORObject.NewOrderedMap().Add(0, CBORObject.NewArray());
      case 201 -> value(asks.get(CBORObject.FromObject(0)).GetByteString());
      case 202 -> {
        String key = HexFormat.of().formatHex(asks.get(CBORObject.FromObject(0)).GetByteString());
        stored.add(key);
        values.put(key, asks.get(CBORObject.FromObject(1)).GetByteString());
        yield CBORObject.NewMap();
      }
      case 400 ->
          Arrays.equals(ReferencePeer.octets(asks.get("manifest_id")), manifestId)
              ? CBORObject.NewOrderedMap()
                  .Add("manifest_id", ReferencePeer.ints(manifestId))
                  .Add("bytes", manifest)
              : null;
      case 402 -> CBORObject.NewOrderedMap().Add("shares", CBORObject.NewArray().Add(summary()));
      case 500 -> chunkData(asks);
      case 502 -> hashList(asks);
      default -> null;
    };
  }

  private CBORObject value(byte[] dhtKey) {
    byte[] value = values.get(HexFormat.of().formatHex(dhtKey));
    CBORObject stored =
        value == null
            ? CBORObject.Null
            : CBORObject.NewOrderedMap().Add(0, dhtKey).Add(1, value).Add(2, 86_400);
    return CBORObject.NewOrderedMap().Add(0, stored).Add(1, CBORObject.NewArray());
  }

  private CBORObject summary() {
    byte[] publicKey = shareKey.nodeKey().bytes();
    try {
      return CBORObject.NewOrderedMap()
          .Add("share_id", ReferencePeer.ints(sha256(publicKey)))
          .Add("share_pubkey", ReferencePeer.ints(publicKey))
          .Add("latest_seq", 1)
          .Add("latest_manifest_id", ReferencePeer.ints(manifestId))
          .Add("title", "of the reference")
          .Add("description", CBORObject.Null);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private CBORObject chunkData(CBORObject asks) {
    byte[] id = asks.get(CBORObject.FromObject(0)).GetByteString();
    int index = asks.get(CBORObject.FromObject(1)).AsInt32();
    return Arrays.equals(id, contentId) && index < chunks()
        ? CBORObject.NewOrderedMap().Add(0, id).Add(1, index).Add(2, chunk(index))
        : null;
  }

  private CBORObject hashList(CBORObject asks) {
    byte[] id = asks.get(CBORObject.FromObject(0)).GetByteString();
    if (!Arrays.equals(id, contentId)) {
      return null;
    }
    CBORObject hashes = CBORObject.NewArray();
    for (int i = 0; i < chunks(); i++) {
      hashes.Add(ReferencePeer.ints(blake3(chunk(i))));
    }
    return CBORObject.NewOrderedMap().Add(0, id).Add(1, hashes);
  }

  // As a client.

  /** One request on a connection of its own; the payload of the answer, or what the error says. */
  CBORObject ask(InetSocketAddress to, int type, CBORObject payload) throws Exception {
    try (ReferencePeer peer = ReferencePeer.dial(key, to).shaken()) {
      peer.send(type, 1, 0, payload.EncodeToBytes(KEEP_ORDER));
      CBORObject answer = peer.read();
      byte[] body = answer.get("payload").GetByteString();
      int flags = answer.get("flags").AsInt32();
      int number = answer.get("type").AsInt32();
      if (flags == 3) {
        return CBORObject.FromObject(new String(body, StandardCharsets.UTF_8));
      }
      if (flags != 1 || number != answerType(type)) {
        throw new AssertionError("no answer to " + type + ": " + number + "/" + flags);
      }
      return body.length == 0 ? CBORObject.NewMap() : CBORObject.DecodeFromBytes(body);
    }
  }

  /** Sections 12.1, 12.2 and 12.4: hashes, then chunk after chunk, each checked. */
  byte[] download(InetSocketAddress from, byte[] id, byte[] expectedListHash) throws Exception {
    CBORObject list =
        ask(from, 502, CBORObject.NewOrderedMap().Add(0, id)).get(CBORObject.FromObject(1));
    List<byte[]> hashes = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      hashes.add(ReferencePeer.octets(list.get(i)));
    }
    if (!Arrays.equals(blake3(hashes.toArray(byte[][]::new)), expectedListHash)) {
      throw new AssertionError("the list does not have the hash of the manifest");
    }
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < hashes.size(); i++) {
      CBORObject data = ask(from, 500, CBORObject.NewOrderedMap().Add(0, id).Add(1, i));
      byte[] chunk = data.get(CBORObject.FromObject(2)).GetByteString();
      if (!Arrays.equals(blake3(chunk), hashes.get(i))) {
        throw new AssertionError("chunk " + i + " is not what it should be");
      }
      all.writeBytes(chunk);
    }
    if (!Arrays.equals(blake3(all.toByteArray()), id)) {
      throw new AssertionError("the whole is not what it should be");
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    for (ReferencePeer peer : open) {
      peer.close();
    }
  }
}
