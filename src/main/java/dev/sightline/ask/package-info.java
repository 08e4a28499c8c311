/// The line itself: from an event to a settled answer.
@NullMarked
package dev.sightline.ask;

import org.jspecify.annotations.NullMarked;
