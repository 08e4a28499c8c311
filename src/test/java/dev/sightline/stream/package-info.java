@NullMarked
package dev.sightline.stream;

import org.jspecify.annotations.NullMarked;
