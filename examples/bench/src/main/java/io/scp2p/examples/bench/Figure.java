package io.scp2p.examples.bench;

import java.util.List;

/**
 * One command of this program, with what performance targets say of its results.
 *
 * @param command as on the command line
 * @param full options for a report
 * @param quick options for a first look, in a few minutes for all figures
 */
record Figure(String command, String full, String quick, List<Target> targets) {
  /** Every command that has a target. */
  static final List<Figure> ALL =
      List.of(
          new Figure(
              "download",
              "--bytes 4GiB --runs 5",
              "--bytes 64MiB --runs 2",
              List.of(
                  Target.atLeast("download : raw TLS", 0.60),
                  Target.atLeast("download : libtorrent", 3))),
          new Figure(
              "transfer",
              "--transport tcp --bytes 1GiB --runs 5",
              "--transport tcp --bytes 64MiB --runs 2",
              List.of(Target.atLeast("session : raw TLS", 0.60))),
          new Figure(
              "small-files",
              "--files 10000 --runs 5",
              "--files 500 --runs 2",
              List.of(Target.atLeast("downloaded  files/s", 5_000))),
          new Figure(
              "publish",
              "--files 160 --bytes 64MiB --runs 5",
              "--files 4 --bytes 4MiB --runs 2",
              List.of(Target.atLeast("published : b3sum", 0.50))),
          new Figure(
              "search",
              "--items 1000000",
              "--items 10000 --queries 50 --runs 2 --fills 1",
              List.of(Target.atLeast("index    items/s", 100_000))),
          new Figure(
              "startup",
              "--items 1000000 --runs 5",
              "--items 10000 --files 20 --runs 2",
              List.of(Target.atMost("full   ms to serving", 1_000))),
          new Figure(
              "vault-put",
              "--bytes 1GiB --runs 5",
              "--bytes 16MiB --runs 2",
              List.of(
                  Target.atLeast("bytes sent : bytes of swarm", 0.70),
                  Target.atLeast("vault put : swarm", 0.70))),
          new Figure(
              "vault-get",
              "--bytes 1GiB --runs 5",
              "--bytes 16MiB --runs 2",
              List.of(
                  Target.atLeast("vault get : swarm", 0.70),
                  Target.atMost("time, one stalled : all there", 1.10))),
          new Figure(
              "vault-repair",
              "--bytes 256MiB --runs 5",
              "--bytes 16MiB --runs 2",
              List.of(Target.atMost("traffic : theory", 1.25))));
}
