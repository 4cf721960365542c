/**
 * What lies between a socket and a route: who may come in, how much they may send, which route is
 * meant, and how answers, streams and failures are written. Nothing here knows what a share is.
 */
@NullMarked
package io.scp2p.examples.node.daemon.http;

import org.jspecify.annotations.NullMarked;
