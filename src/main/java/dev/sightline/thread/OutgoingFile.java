package dev.sightline.thread;

import okio.ByteString;

/// A small file that we show in a thread, such as a chart.
///
/// @param name with its ending
/// @param mediaType such as `image/png`
public record OutgoingFile(String name, String mediaType, ByteString bytes) {}
