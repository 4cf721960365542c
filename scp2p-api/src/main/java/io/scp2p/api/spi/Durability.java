package io.scp2p.api.spi;

/** What a completed write survives. */
public enum Durability {
  /** The end of the process, however sudden; not the loss of power. */
  PROCESS,
  /** The loss of power. */
  POWER
}
