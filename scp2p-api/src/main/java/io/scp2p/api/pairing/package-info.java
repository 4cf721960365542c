/**
 * Direct transfer between two people: one says a short code, the other types it.
 *
 * <p>The code takes part in a password-authenticated key exchange, so that a recorded exchange
 * cannot be searched for it, and one wrong guess burns it. Afterwards both sides have proved their
 * keys and the ordinary verified transfer follows: in the local network, directly, or by relay.
 */
@Preview
@NullMarked
package io.scp2p.api.pairing;

import io.scp2p.api.Preview;
import org.jspecify.annotations.NullMarked;
