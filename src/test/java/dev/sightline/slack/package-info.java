@NullMarked
package dev.sightline.slack;

import org.jspecify.annotations.NullMarked;
