/// What admins are told without having asked, and that they are told it once.
@NullMarked
package dev.sightline.alert;

import org.jspecify.annotations.NullMarked;
