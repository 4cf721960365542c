package io.scp2p.store.rocks;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/**
 * Native options, sized for a node inside somebody else's program: about 20 MiB when busy, next to
 * a heap of 64. They live as long as the database, because it keeps pointers to them.
 */
final class RocksSettings implements AutoCloseable {
  /** Blocks, indexes and filters of all tables together. */
  static final long CACHE_BYTES = 8L << 20;

  /** What one table collects before it is written out. */
  static final long TABLE_BUFFER_BYTES = 4L << 20;

  /** What all tables together collect. */
  static final long ALL_BUFFERS_BYTES = 8L << 20;

  /** What has to be replayed at most after a crash: less than a second. */
  static final long MAX_LOG_BYTES = 16L << 20;

  private static final long ARENA_BLOCK_BYTES = 64L << 10;
  private static final int MAX_OPEN_FILES = 256;
  private static final int BACKGROUND_JOBS = 2;
  private static final double BITS_PER_KEY = 10;
  private static final long MAX_TEXT_LOG_BYTES = 1L << 20;
  private static final long TEXT_LOGS = 2;

  private final Cache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter filter = new BloomFilter(BITS_PER_KEY);
  private final ColumnFamilyOptions table = new ColumnFamilyOptions();
  private final DBOptions database = new DBOptions();
  private final WriteOptions process = new WriteOptions();
  private final WriteOptions power = new WriteOptions().setSync(true);

  RocksSettings() {
    table
        .setWriteBufferSize(TABLE_BUFFER_BYTES)
        .setArenaBlockSize(ARENA_BLOCK_BYTES)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(filter)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true));
    database
        .setCreateIfMissing(true)
        .setDbWriteBufferSize(ALL_BUFFERS_BYTES)
        .setMaxTotalWalSize(MAX_LOG_BYTES)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        .setMaxBackgroundJobs(BACKGROUND_JOBS)
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
        .setMaxLogFileSize(MAX_TEXT_LOG_BYTES)
        .setKeepLogFileNum(TEXT_LOGS)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  ColumnFamilyOptions table() {
    return table;
  }

  DBOptions database() {
    return database;
  }

  WriteOptions process() {
    return process;
  }

  WriteOptions power() {
    return power;
  }

  /** {@return all of it in one, for what does not take two; to be closed} */
  Options joined() {
    return new Options(database, table);
  }

  @Override
  public void close() {
    power.close();
    process.close();
    database.close();
    table.close();
    filter.close();
    cache.close();
  }
}
