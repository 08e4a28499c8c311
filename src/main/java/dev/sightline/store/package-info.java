@NullMarked
package dev.sightline.store;

import org.jspecify.annotations.NullMarked;
