package io.scp2p.api.vault;

import io.scp2p.api.id.FileId;
import java.time.Instant;
import java.util.Objects;

/**
 * A file in the vault.
 *
 * @param id names this version of it
 * @param name what it is called
 * @param sizeBytes of the plain file
 * @param coding how it is split
 * @param storedAt when its last shard was acknowledged
 * @param health how well it is kept
 */
public record VaultFile(
    FileId id, String name, long sizeBytes, Coding coding, Instant storedAt, VaultHealth health) {
  /** Requires everything. */
  public VaultFile {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(coding, "coding");
    Objects.requireNonNull(storedAt, "storedAt");
    Objects.requireNonNull(health, "health");
  }

  /** Without the name: logs carry no user data. */
  @Override
  public String toString() {
    return "VaultFile[" + id + ", " + sizeBytes + " bytes, " + coding + ", " + health + "]";
  }
}
