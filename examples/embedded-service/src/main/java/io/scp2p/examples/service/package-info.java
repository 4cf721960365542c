/** A node inside a long-running service: health for a load balancer, metrics, a clean end. */
@NullMarked
package io.scp2p.examples.service;

import org.jspecify.annotations.NullMarked;
