package dev.sightline.ask;

import dev.sightline.thread.OutgoingFile;

/// What a person is told about what they have spent.
///
/// @param markdown today, this month, by model
/// @param chart the month as a picture
public record UsageAnswer(String markdown, OutgoingFile chart) {}
