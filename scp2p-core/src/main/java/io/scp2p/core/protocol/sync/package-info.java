/**
 * Keeping followed shares up to date (specification section 10): when to look, whom to ask, and
 * what to believe.
 *
 * <p>{@link io.scp2p.core.protocol.sync.SyncSchedule} decides when a share is looked at, {@link
 * io.scp2p.core.protocol.sync.SyncMachine} is one look at one share. What a peer answers passes
 * {@link io.scp2p.core.protocol.sync.HeadCheck} or {@link
 * io.scp2p.core.protocol.sync.ManifestCheck} first. These are pure but slow (signatures, hashes of
 * up to a MiB), so the engine runs them away from its loop and feeds the machine what they found.
 * Nothing else can make a {@link io.scp2p.core.protocol.sync.VerifiedHead} or a {@link
 * io.scp2p.core.protocol.sync.VerifiedManifest}, so the machine cannot adopt what was not verified.
 */
@NullMarked
package io.scp2p.core.protocol.sync;

import org.jspecify.annotations.NullMarked;
