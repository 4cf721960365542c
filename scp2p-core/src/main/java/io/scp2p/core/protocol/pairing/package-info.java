/**
 * Two sides that know the same code find out that they do, and who they are
 * (docs/pairing-protocol.md).
 */
@NullMarked
package io.scp2p.core.protocol.pairing;

import org.jspecify.annotations.NullMarked;
