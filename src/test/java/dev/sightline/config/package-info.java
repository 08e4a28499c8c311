@NullMarked
package dev.sightline.config;

import org.jspecify.annotations.NullMarked;
