@NullMarked
package dev.sightline.discord;

import org.jspecify.annotations.NullMarked;
