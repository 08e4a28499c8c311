@NullMarked
package dev.sightline;

import org.jspecify.annotations.NullMarked;
