package io.scp2p.store.file;

import io.scp2p.api.spi.StoreException;
import io.scp2p.api.spi.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded number of open files. Whoever uses a file has a lease on it; only files without a lease
 * are closed to make room, the one unused for longest first. When all are leased, the next user
 * waits: uses are single reads and writes, and end.
 */
final class OpenFiles {
  private final int maxOpenFiles;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Open files without a lease, the one unused for longest first. */
  private final Set<PooledFile> idle = new LinkedHashSet<>();

  private int open;
  private boolean closed;

  OpenFiles(int maxOpenFiles) {
    if (maxOpenFiles < 1) {
      throw new IllegalArgumentException("maxOpenFiles must be at least 1: " + maxOpenFiles);
    }
    this.maxOpenFiles = maxOpenFiles;
  }

  /** What to do with an open file. May be called again if the file was closed under it. */
  @FunctionalInterface
  interface Use {
    void on(FileChannel channel) throws IOException;
  }

  /** Uses a file, opening it if it has to. */
  void use(PooledFile file, Use use) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        FileChannel channel = acquire(file);
        try {
          use.on(channel);
          return;
        } catch (ClosedChannelException e) {
          // An interrupt, of this thread or another one, has closed it: open it and go on.
          interrupted |= Thread.interrupted();
        } finally {
          release(file);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private FileChannel acquire(PooledFile file) throws IOException {
    lock.lock();
    try {
      while (true) {
        mustBeOpen(file);
        FileChannel channel = file.channel;
        if (channel != null && channel.isOpen()) {
          file.leases++;
          idle.remove(file);
          return channel;
        }
        if (!file.opening && file.leases == 0) {
          forget(file);
          if (hasRoom()) {
            open++;
            file.opening = true;
            break;
          }
        }
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    return opened(file);
  }

  private void mustBeOpen(PooledFile file) throws StoreException {
    if (closed || file.retired) {
      throw new StoreException(Reason.CLOSED, file.path() + " was closed before", null);
    }
  }

  private boolean hasRoom() throws IOException {
    if (open >= maxOpenFiles && !idle.isEmpty()) {
      forget(idle.iterator().next());
    }
    return open < maxOpenFiles;
  }

  /** Opens outside the lock: a slow disk holds up only those who want this file. */
  private FileChannel opened(PooledFile file) throws IOException {
    FileChannel channel = null;
    try {
      channel = file.open();
      return channel;
    } finally {
      lock.lock();
      try {
        file.opening = false;
        if (channel == null) {
          open--;
        } else {
          file.channel = channel;
          file.leases = 1;
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void release(PooledFile file) {
    lock.lock();
    try {
      file.leases--;
      if (file.leases == 0) {
        idle.add(file);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the channel of a file without leases, if it has one. */
  private void forget(PooledFile file) throws IOException {
    FileChannel channel = file.channel;
    if (channel == null) {
      return;
    }
    idle.remove(file);
    file.channel = null;
    open--;
    changed.signalAll();
    channel.close();
  }

  /** Closes a file for good, once those who use it are done. */
  void retire(PooledFile file) throws IOException {
    lock.lock();
    try {
      file.retired = true;
      changed.signalAll();
      while (file.leases > 0 || file.opening) {
        changed.awaitUninterruptibly();
      }
      forget(file);
    } finally {
      lock.unlock();
    }
  }

  /** Closes everything for good, once those who use it are done. */
  void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      while (open > idle.size()) {
        changed.awaitUninterruptibly();
      }
      while (!idle.isEmpty()) {
        forget(idle.iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** {@return how many files are open now} */
  int openFiles() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }
}
