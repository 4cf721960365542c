package io.scp2p.core.protocol.portmap;

/**
 * What came of one way to ask a router.
 *
 * @param by which way
 * @param outcome in one word
 * @param code what the router said, if it refused; 0 if it did not
 */
public record MappingTrial(MappingProtocol by, Outcome outcome, int code) {
  /** In one word. */
  public enum Outcome {
    /** Not known yet. */
    TRYING,
    /** Ports are forwarded. */
    WORKS,
    /** The router does not answer. */
    NO_ANSWER,
    /** The router answers, but not in this language. */
    NOT_SPOKEN,
    /** The router does not want to. */
    REFUSED
  }
}
