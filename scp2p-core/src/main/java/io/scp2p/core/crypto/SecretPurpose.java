package io.scp2p.core.crypto;

import java.nio.charset.StandardCharsets;

/**
 * What a {@link SealedSecret} holds. The label is part of what is authenticated, so that a blob
 * moved to another place is refused there. Append-only: labels are in files.
 */
public enum SecretPurpose {
  NODE_KEY("node-key"),
  PUBLISHER_KEY("publisher-key"),
  COMMUNITY_KEY("community-key"),
  VAULT_KEY("vault-key"),
  MASTER_KEY("master-key");

  private final String label;

  SecretPurpose(String label) {
    this.label = label;
  }

  byte[] label() {
    return label.getBytes(StandardCharsets.US_ASCII);
  }
}
