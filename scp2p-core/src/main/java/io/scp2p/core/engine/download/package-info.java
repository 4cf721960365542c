/**
 * Downloads as they touch the disk and the network: what the swarm machines of {@code
 * core.protocol.transfer} decide is done here.
 *
 * <p><b>What survives what.</b> A chunk is verified, written to its place in a partial file, and
 * only then noted in the {@linkplain io.scp2p.core.engine.download.ChunkLedger ledger} beside it.
 * Both are ordinary writes, so the end of the process loses neither. Loss of power may lose either:
 * what was noted since the last flush is hashed again at the next start, never fetched blindly and
 * never believed.
 */
@NullMarked
package io.scp2p.core.engine.download;

import org.jspecify.annotations.NullMarked;
