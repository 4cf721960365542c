package io.scp2p.core.catalog;

import io.scp2p.api.id.ShareKey;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.ShareHead;
import java.util.Comparator;
import java.util.Optional;

/** Signing, checking and comparing of share heads (specification section 9.5). */
public final class HeadSeal {
  /**
   * The newer of two verified heads is the greater: by sequence number, then by time (section 8.7).
   */
  public static final Comparator<ShareHead> BY_AGE =
      Comparator.<ShareHead, Long>comparing(head -> head.body().latestSeq(), U64::compare)
          .thenComparing(head -> head.body().updatedAt(), U64::compare);

  private HeadSeal() {}

  /**
   * Signs a head.
   *
   * @throws IllegalArgumentException if the body names another share than the key's
   */
  public static ShareHead sign(ShareHead.Body body, SigningKey shareKey) {
    if (!body.shareId().equals(shareKey.shareKey().id())) {
      throw new IllegalArgumentException("the head names another share than the key's");
    }
    return body.signed(Bytes.wrap(shareKey.sign(body.signingBytes().toArray())));
  }

  /** The head that points at a signed manifest. */
  public static ShareHead announcing(
      Manifest manifest, long updatedAtUnixSeconds, SigningKey shareKey) {
    Manifest.Body body = manifest.body();
    return sign(
        new ShareHead.Body(
            body.shareId(), body.seq(), ManifestSeal.id(manifest), updatedAtUnixSeconds),
        shareKey);
  }

  /**
   * Checks a head against the share's key, which it does not carry itself: take it from a link, a
   * summary or the manifest.
   *
   * @return what is wrong, or empty
   */
  public static Optional<SealFault> verify(ShareHead head, ShareKey shareKey) {
    if (!head.body().shareId().equals(shareKey.id())) {
      return Optional.of(SealFault.ID_MISMATCH);
    }
    boolean good =
        Signatures.verify(
            shareKey, head.body().signingBytes().toArray(), head.signature().toArray());
    return good ? Optional.empty() : Optional.of(SealFault.BAD_SIGNATURE);
  }
}
