/**
 * The encryption under every connection: a throw-away certificate for each start of a node, and
 * contexts that accept any certificate (section 3.2).
 *
 * <p>Nobody is identified here. A certificate only gives both ends a value to bind their signed
 * handshake to, so that a machine in the middle, which must show a certificate of its own, is
 * noticed.
 */
@NullMarked
package io.scp2p.transport.tls;

import org.jspecify.annotations.NullMarked;
