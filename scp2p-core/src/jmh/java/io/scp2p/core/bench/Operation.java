package io.scp2p.core.bench;

/** One run of what is measured; the result keeps the compiler from leaving it out. */
@FunctionalInterface
interface Operation {
  Object run() throws Exception;
}
