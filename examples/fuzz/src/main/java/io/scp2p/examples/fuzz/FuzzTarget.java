package io.scp2p.examples.fuzz;

import java.util.List;

/**
 * One decoder, text parser or machine under hostile input.
 *
 * @param name for the command line
 * @param says what it feeds, in one line
 * @param seeds where to begin
 * @param feed takes one input
 */
record FuzzTarget(String name, String says, Seeds seeds, Feed feed) {
  /** Takes one input. */
  @FunctionalInterface
  interface Feed {
    /**
     * Whatever this throws is a finding.
     *
     * @param input belongs to the callee
     * @return whether the input was accepted; if not, it was refused as documented
     */
    boolean take(byte[] input);
  }

  /** Chooses inputs to begin with. */
  @FunctionalInterface
  interface Seeds {
    /** Candidates; those that the target refuses are thinned out afterwards. */
    List<byte[]> from(Vectors vectors);
  }
}
