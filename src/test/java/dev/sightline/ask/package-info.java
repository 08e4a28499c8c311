@NullMarked
package dev.sightline.ask;

import org.jspecify.annotations.NullMarked;
