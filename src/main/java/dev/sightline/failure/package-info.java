@NullMarked
package dev.sightline.failure;

import org.jspecify.annotations.NullMarked;
