/**
 * The daemon: a node with an HTTP interface on loopback. {@code http} lets requests in, {@code
 * route} translates them to the public API, {@code content} streams, {@code json} reads and writes,
 * {@code client} is the other end. Described in docs/http-api.md, reasons in decision 0031.
 */
@NullMarked
package io.scp2p.examples.node.daemon;

import org.jspecify.annotations.NullMarked;
