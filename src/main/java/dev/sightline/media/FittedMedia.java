package dev.sightline.media;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A picture or video that is ready to be sent to a route.
///
/// @param mediaType from the bytes, such as `image/jpeg`
/// @param publicUrl where a provider finds just these bytes, or null
record FittedMedia(
    MediaKind kind,
    String name,
    String mediaType,
    MediaFolder.Stored stored,
    @Nullable URI publicUrl) {}
