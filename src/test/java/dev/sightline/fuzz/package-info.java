@NullMarked
package dev.sightline.fuzz;

import org.jspecify.annotations.NullMarked;
