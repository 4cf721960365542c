package io.scp2p.core.engine.share;

import io.scp2p.api.id.ContentId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The files that were served last, kept open: a bounded number. Safe for all threads. */
final class OpenFiles {
  private final int maxOpen;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<ContentId, OpenFile> files = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  OpenFiles(int maxOpen) {
    this.maxOpen = maxOpen;
  }

  /** The open file of a content, with the caller as one more user; null if there is none. */
  @Nullable OpenFile acquire(ContentId id, long generation) {
    OpenFile stale = null;
    lock.lock();
    try {
      OpenFile file = files.get(id);
      if (file != null && file.generation() == generation && file.acquire()) {
        return file;
      }
      stale = files.remove(id);
    } finally {
      lock.unlock();
    }
    if (stale != null) {
      stale.release();
    }
    return null;
  }

  /** Keeps a file that its caller has just opened and is a user of. */
  void keep(ContentId id, OpenFile file) {
    List<OpenFile> leaving = new ArrayList<>();
    lock.lock();
    try {
      if (closed || !file.acquire()) {
        return;
      }
      OpenFile other = files.put(id, file);
      if (other != null) {
        leaving.add(other);
      }
      Iterator<Map.Entry<ContentId, OpenFile>> oldest = files.entrySet().iterator();
      while (files.size() > maxOpen) {
        leaving.add(oldest.next().getValue());
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
    leaving.forEach(OpenFile::release);
  }

  /** Keeps a file no longer. */
  void drop(ContentId id, OpenFile file) {
    boolean kept;
    lock.lock();
    try {
      kept = files.remove(id, file);
    } finally {
      lock.unlock();
    }
    if (kept) {
      file.release();
    }
  }

  int size() {
    lock.lock();
    try {
      return files.size();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    List<OpenFile> leaving;
    lock.lock();
    try {
      closed = true;
      leaving = List.copyOf(files.values());
      files.clear();
    } finally {
      lock.unlock();
    }
    leaving.forEach(OpenFile::release);
  }
}
