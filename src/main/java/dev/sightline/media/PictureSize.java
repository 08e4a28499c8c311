package dev.sightline.media;

/// The size of a picture as stored.
///
/// @param decodedPixels most pixels that decoding it may hold at once: of the picture, or of one of
///   its tiles if that is larger
record PictureSize(int widthPx, int heightPx, long decodedPixels) {}
