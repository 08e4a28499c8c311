/// Measures the bot as a process between simulated platforms that run in a process of their own.
/// `./mvnw -Pbench verify` runs it; docs/bench.md says what its rows mean.
@NullMarked
package dev.sightline.bench;

import org.jspecify.annotations.NullMarked;
