/**
 * JSON, small and bounded: a reader for what callers send, a writer for records. Which is why there
 * is no library (decision 0031).
 */
@NullMarked
package io.scp2p.examples.node.daemon.json;

import org.jspecify.annotations.NullMarked;
