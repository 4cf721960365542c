package io.scp2p.core.protocol.community;

import io.scp2p.api.id.CommunityId;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing and checking of records (docs/community-protocol.md, section K2). */
public final class RecordSeal {
  private RecordSeal() {}

  /** Signs what a node says of itself. */
  public static MemberRecord sign(
      MemberRecord.Body body, SigningKey nodeKey, @Nullable Bytes proof) {
    if (!nodeKey.nodeKey().equals(body.member())) {
      throw new IllegalArgumentException("the record is about another node");
    }
    return new MemberRecord(body, Bytes.wrap(nodeKey.sign(body.signingBytes().toArray())), proof);
  }

  /** Signs what a publisher says of his share. */
  public static ShareRecord sign(ShareRecord.Body body, SigningKey shareKey) {
    if (!shareKey.shareKey().equals(body.share())) {
      throw new IllegalArgumentException("the record is about another share");
    }
    return new ShareRecord(body, Bytes.wrap(shareKey.sign(body.signingBytes().toArray())));
  }

  /**
   * Checks a record; the cheap things first.
   *
   * @return what is wrong, or empty
   */
  public static Optional<RecordFault> verify(
      CommunityRecord record, CommunityId community, long nowUnixSeconds) {
    if (!record.community().equals(community)) {
      return Optional.of(RecordFault.OTHER_COMMUNITY);
    }
    if (!fits(record)) {
      return Optional.of(RecordFault.TOO_LONG);
    }
    Optional<RecordFault> times = times(record, nowUnixSeconds);
    if (times.isPresent()) {
      return times;
    }
    byte[] message = record.signingBytes().toArray();
    byte[] signature = record.signature().toArray();
    boolean good =
        record instanceof ShareRecord share
            ? Signatures.verifyStrict(share.body().share(), message, signature)
            : Signatures.verifyStrict(record.member(), message, signature);
    return good ? Optional.empty() : Optional.of(RecordFault.BAD_SIGNATURE);
  }

  private static Optional<RecordFault> times(CommunityRecord record, long now) {
    long issued = record.issuedAt();
    long expires = record.expiresAt();
    // Negative numbers are those above 2^63: no time of ours.
    boolean possible =
        issued >= 0
            && expires >= issued
            && issued <= now + RecordLimits.CLOCK_SKEW.toSeconds()
            && expires - issued <= RecordLimits.LIFETIME.toSeconds();
    if (!possible) {
      return Optional.of(RecordFault.IMPOSSIBLE_TIMES);
    }
    return expires <= now ? Optional.of(RecordFault.EXPIRED) : Optional.empty();
  }

  private static boolean fits(CommunityRecord record) {
    if (!(record instanceof ShareRecord share)) {
      return true;
    }
    ShareRecord.Body body = share.body();
    return fits(body.title(), RecordLimits.MAX_TITLE_BYTES)
        && fits(body.description(), RecordLimits.MAX_DESCRIPTION_BYTES)
        && body.tags().stream().allMatch(tag -> fits(tag, RecordLimits.MAX_TAG_BYTES));
  }

  private static boolean fits(@Nullable String text, int maxBytes) {
    return text == null
        || (text.length() <= maxBytes && text.getBytes(StandardCharsets.UTF_8).length <= maxBytes);
  }
}
