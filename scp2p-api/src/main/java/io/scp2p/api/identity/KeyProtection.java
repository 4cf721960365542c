package io.scp2p.api.identity;

/** How stored secret keys are kept from whoever reads the disk. */
public enum KeyProtection {
  /** Under a passphrase that is not stored. */
  PASSPHRASE,
  /** Under a key in a file that only this user of the system may read. */
  KEY_FILE,
  /** In memory only: the node has no home. */
  NOT_STORED
}
