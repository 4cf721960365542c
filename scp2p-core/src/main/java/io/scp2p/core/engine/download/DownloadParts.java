package io.scp2p.core.engine.download;

import io.scp2p.api.config.TransferConfig;
import io.scp2p.api.spi.BlobStore;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.Offload;
import io.scp2p.core.engine.transfer.TransferContext;
import io.scp2p.core.protocol.transfer.PeerBook;
import io.scp2p.core.protocol.transfer.SwarmRules;
import io.scp2p.core.protocol.transfer.TransferBudget;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * What downloads are made of.
 *
 * @param notes a folder for what is noted about files that arrive
 * @param book what is measured of peers
 * @param budget bounds the chunks in memory
 * @param local what is on this disk already
 * @param random for jitter, and for where a swarm begins
 */
public record DownloadParts(
    Loop loop,
    Offload offload,
    TransferContext transfers,
    BlobStore blobs,
    Path notes,
    Providers providers,
    PeerBook book,
    TransferBudget budget,
    TransferConfig config,
    DownloadSource source,
    DownloadPeers peers,
    FinishedFiles finished,
    LocalChunks local,
    ArrivingFiles arriving,
    RandomGenerator random) {
  /** What the configuration says about every swarm. */
  SwarmRules rules() {
    return SwarmRules.PATIENT.peers(config.maxPeersPerDownload());
  }
}
