@NullMarked
package dev.sightline.media;

import org.jspecify.annotations.NullMarked;
