package io.scp2p.core.wire.message;

/** A response that v1 does not know, numbered as {@link ExtensionRequest} says. */
public non-sealed interface ExtensionResponse extends Response {}
