@NullMarked
package dev.sightline.thread;

import org.jspecify.annotations.NullMarked;
