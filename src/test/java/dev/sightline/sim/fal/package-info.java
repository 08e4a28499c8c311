/// A stand-in for fal.ai: runs, streams, queue, storage and CDN on loopback.
@NullMarked
package dev.sightline.sim.fal;

import org.jspecify.annotations.NullMarked;
