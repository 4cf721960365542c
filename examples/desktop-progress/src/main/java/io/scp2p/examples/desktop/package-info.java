/** A Swing window that shows a download: what a desktop host does with the streams of a node. */
@NullMarked
package io.scp2p.examples.desktop;

import org.jspecify.annotations.NullMarked;
