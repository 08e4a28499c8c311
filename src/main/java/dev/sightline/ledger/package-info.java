@NullMarked
package dev.sightline.ledger;

import org.jspecify.annotations.NullMarked;
