@NullMarked
package dev.sightline.terminal;

import org.jspecify.annotations.NullMarked;
