/**
 * State in RocksDB: a column family for each table, one write-ahead log for all of them.
 *
 * <p><b>What survives.</b> Every batch is one record of the log. {@code PROCESS} hands it to the
 * operating system, {@code POWER} waits until the disk has it. After a crash the log is replayed up
 * to the first record that is not whole, so what is there is always what was there at one moment
 * (docs/decisions/0016).
 *
 * <p><b>Native handles.</b> Using a handle after it was closed ends the process. Every use holds
 * the read lock of {@link io.scp2p.store.rocks.RocksStateStore}, closing holds the write lock, and
 * nothing native leaves this package.
 */
@NullMarked
package io.scp2p.store.rocks;

import org.jspecify.annotations.NullMarked;
