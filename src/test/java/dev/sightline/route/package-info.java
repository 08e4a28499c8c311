@NullMarked
package dev.sightline.route;

import org.jspecify.annotations.NullMarked;
