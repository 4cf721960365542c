/**
 * What all transfers have in common: the published states, progress, the handle of the caller, and
 * what happens when caller, peers and node disagree about the end.
 *
 * <p>A {@link io.scp2p.core.engine.transfer.TransferRun} lives on the loop. Whoever moves the bytes
 * owns it, tells it what has happened, and is told through {@link
 * io.scp2p.core.engine.transfer.Controls} what the caller wants. The caller sees only its handle.
 */
@NullMarked
package io.scp2p.core.engine.transfer;

import org.jspecify.annotations.NullMarked;
