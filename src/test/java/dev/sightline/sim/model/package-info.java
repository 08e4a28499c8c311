/// The model behind a simulated provider: what it was asked, what it answers, what that costs, and
/// how the line fails.
@NullMarked
package dev.sightline.sim.model;

import org.jspecify.annotations.NullMarked;
