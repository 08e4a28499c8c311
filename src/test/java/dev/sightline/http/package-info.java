@NullMarked
package dev.sightline.http;

import org.jspecify.annotations.NullMarked;
