/**
 * Reed-Solomon erasure coding over GF(2^8) for the vault.
 *
 * <p>{@link io.scp2p.core.coding.ReedSolomon} is the entry. A code turns k data shards into m
 * parity shards; any k of the k + m bring all of them back. The coding matrix is part of what is on
 * disk and on other people's machines, so it is fixed: {@code CodingMatrix} defines it and {@code
 * docs/decisions/0010-reed-solomon-matrix.md} says why it is that one.
 *
 * <p><b>How it works.</b> Encoding, decoding and repairing are all one thing, a matrix over the
 * field applied to shards. {@code TileCompiler} turns the matrix into a short list of row
 * operations once; {@code LinearMap} carries the shards through it in tiles of 4 KiB a row that
 * stay in the cache. There are two kinds of operation, both in {@code TileKernels}: the sum of
 * rows, and the same after multiplying one of them by x. Their loops are shaped so that the
 * just-in-time compiler turns them into vector instructions without any flag; {@code
 * VectorisationGuardTest} notices when it stops.
 *
 * <p><b>Threads.</b> Everything here is immutable and may be shared; scratch space comes from a
 * bounded pool for the duration of a call. Nothing here does I/O or starts a thread.
 */
@NullMarked
package io.scp2p.core.coding;

import org.jspecify.annotations.NullMarked;
