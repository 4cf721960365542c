package io.scp2p.core.catalog.pages;

import io.scp2p.api.id.ShareKey;
import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import java.util.Optional;

/** A root that the key of its share has signed. */
public final class SignedRoot {
  private final CatalogRoot root;
  private final Bytes signature;

  private SignedRoot(CatalogRoot root, Bytes signature) {
    this.root = root;
    this.signature = signature;
  }

  /** Signs a root. */
  public static SignedRoot sign(CatalogRoot root, SigningKey shareKey) {
    if (!root.share().equals(shareKey.shareKey().id())) {
      throw new IllegalArgumentException("the root names another share than the key's");
    }
    return new SignedRoot(root, Bytes.wrap(shareKey.sign(root.signingBytes())));
  }

  /** The root, if this key has signed it. */
  public static Optional<SignedRoot> verify(Bytes encoded, Bytes signature, ShareKey shareKey)
      throws WireException {
    CatalogRoot root = CatalogRoot.decode(encoded);
    boolean good =
        root.share().equals(shareKey.id())
            && Signatures.verifyStrict(shareKey, root.signingBytes(), signature.toArray());
    return good ? Optional.of(new SignedRoot(root, signature)) : Optional.empty();
  }

  /** What this node has verified or signed before. */
  public static SignedRoot trusted(CatalogRoot root, Bytes signature) {
    return new SignedRoot(root, signature);
  }

  /** What was signed. */
  public CatalogRoot root() {
    return root;
  }

  /** Completes it. */
  public Bytes signature() {
    return signature;
  }
}
