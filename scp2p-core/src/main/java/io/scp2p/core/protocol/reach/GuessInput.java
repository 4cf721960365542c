package io.scp2p.core.protocol.reach;

/** What a {@link PortGuess} is told. */
public enum GuessInput {
  /** Packets went both ways on some path. */
  MET,
  /** There are no more ports to be had; those that are open are enough, or not. */
  NO_MORE_PORTS
}
