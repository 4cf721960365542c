/** Bytes: ranges of content that still arrives, files of the interface, files from a browser. */
@NullMarked
package io.scp2p.examples.node.daemon.content;

import org.jspecify.annotations.NullMarked;
