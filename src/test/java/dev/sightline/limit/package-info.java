@NullMarked
package dev.sightline.limit;

import org.jspecify.annotations.NullMarked;
