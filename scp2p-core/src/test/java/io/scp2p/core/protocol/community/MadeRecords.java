package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ManifestId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Members and shares that are the same in every run. */
public final class MadeRecords {
  /** 2026-01-01, where simulated time begins. */
  public static final long NOW = 1_767_225_600L;

  private static final String[] WORDS = {
    "holiday",
    "recipes",
    "jazz",
    "maps",
    "satellite",
    "garden",
    "letters",
    "radio",
    "chess",
    "birds"
  };

  private MadeRecords() {}

  public static SigningKey key(int kind, int number) {
    byte[] seed = ByteBuffer.allocate(32).putInt(kind).putInt(number).array();
    return SigningKey.ofSeed(SecretBytes.copyOf(seed));
  }

  public static SigningKey community() {
    return key(1, 1);
  }

  public static CommunityId communityId() {
    return community().communityKey().id();
  }

  private static final Map<Integer, NodeKey> NAMES = new ConcurrentHashMap<>();

  /** The key of a member, which takes time to make. */
  public static NodeKey name(int number) {
    return NAMES.computeIfAbsent(number, each -> member(each).nodeKey());
  }

  public static SigningKey member(int number) {
    return key(2, number);
  }

  public static MemberRecord joined(int number, long seq) {
    return member(number, seq, true, NOW);
  }

  public static MemberRecord member(int number, long seq, boolean joined, long issuedAt) {
    SigningKey key = member(number);
    PeerAddress address =
        new PeerAddress(
            IpAddress.of(
                new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number}),
            7001,
            PeerTransport.TCP,
            key.nodeKey(),
            null);
    return RecordSeal.sign(
        new MemberRecord.Body(
            communityId(),
            key.nodeKey(),
            seq,
            joined,
            issuedAt,
            issuedAt + RecordLimits.LIFETIME.toSeconds(),
            joined ? List.of(address) : List.of()),
        key,
        null);
  }

  public static ShareRecord share(int number, int owner, long seq) {
    return share(number, owner, seq, true, NOW);
  }

  public static ShareRecord share(int number, int owner, long seq, boolean listed, long issuedAt) {
    String title = listed ? title(number) : null;
    return share(number, owner, seq, listed, false, issuedAt, title);
  }

  public static ShareRecord share(
      int number,
      int owner,
      long seq,
      boolean listed,
      boolean membersOnly,
      long issuedAt,
      @Nullable String title) {
    SigningKey key = key(3, number);
    return RecordSeal.sign(
        new ShareRecord.Body(
            communityId(),
            key.shareKey(),
            name(owner),
            ManifestId.of(ByteBuffer.allocate(32).putInt(number).putLong(seq).array()),
            seq,
            listed,
            membersOnly,
            NOW - 1_000_000 + number,
            issuedAt,
            issuedAt + RecordLimits.LIFETIME.toSeconds(),
            title,
            listed ? "A collection of " + WORDS[number / 10 % WORDS.length] : null,
            listed ? List.of(WORDS[number % WORDS.length], "set" + number % 97) : List.of()),
        key);
  }

  /** Every word of a title is shared by many, but for the last. */
  public static String title(int number) {
    return "My " + WORDS[number % WORDS.length] + " volume " + number / 100 + " number" + number;
  }
}
