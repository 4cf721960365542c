package io.scp2p.core.engine.transfer;

import io.scp2p.api.config.EventsConfig;
import io.scp2p.core.engine.Loop;
import io.scp2p.core.engine.diagnostics.Telemetry;
import io.scp2p.core.engine.event.EventHub;
import reactor.core.scheduler.Scheduler;

/**
 * What all transfers of a node share.
 *
 * @param loop they all live on
 * @param hub where their events go
 * @param events how much progress there may be
 * @param signals where callers get their signals
 * @param telemetry where measurements go
 */
public record TransferContext(
    Loop loop, EventHub hub, EventsConfig events, Scheduler signals, Telemetry telemetry) {}
