@NullMarked
package dev.sightline.bot;

import org.jspecify.annotations.NullMarked;
