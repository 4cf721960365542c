/**
 * LAN discovery on a real network: the machine of {@link io.scp2p.core.protocol.lan} between a
 * {@link io.scp2p.api.spi.LanSocket} and the {@link io.scp2p.core.engine.Network}.
 */
@NullMarked
package io.scp2p.core.engine.lan;

import org.jspecify.annotations.NullMarked;
