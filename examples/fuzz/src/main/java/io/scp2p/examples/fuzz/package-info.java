/**
 * Hostile input for every decoder and every machine of Scp2p for Java.
 *
 * <p>A {@link io.scp2p.examples.fuzz.FuzzTarget} takes bytes. It refuses them the way its API says,
 * or accepts them, and then something must hold: what was decoded encodes and decodes to an equal
 * thing, text prints what it parses to, a machine answers with no more than its bounds. Everything
 * else is a finding. The build feeds each target with its seeds and some mutations of them; the
 * script {@code fuzz} starts Jazzer, which looks for more.
 *
 * <p>It uses what lies below the public API and therefore runs on the class path.
 */
@NullMarked
package io.scp2p.examples.fuzz;

import org.jspecify.annotations.NullMarked;
