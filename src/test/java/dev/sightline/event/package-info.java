@NullMarked
package dev.sightline.event;

import org.jspecify.annotations.NullMarked;
