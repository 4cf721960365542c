/**
 * Where the parts of a node meet: for those who implement a transport, a store, an index or a
 * clock. A host application does not need these.
 *
 * <p><b>Threads.</b> Unless a method says otherwise, an implementation may call back from any
 * thread of its own, one call at a time for each listener, and must never block the caller. Whoever
 * receives a call back returns at once: the engine only posts to its mailbox.
 *
 * <p><b>Flow.</b> Nothing here has an unbounded queue. A reader grants credit before bytes are
 * delivered; a writer stops when it is told that the other side is full.
 */
@Preview
@NullMarked
package io.scp2p.api.spi;

import io.scp2p.api.Preview;
import org.jspecify.annotations.NullMarked;
