@NullMarked
package dev.sightline.sim;

import org.jspecify.annotations.NullMarked;
