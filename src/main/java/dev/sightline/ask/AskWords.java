package dev.sightline.ask;

/// What is asked where a person asked nothing.
///
/// @param look what is asked about a picture when the person only posted it
/// @param watch what is asked about a video when the person only posted it
public record AskWords(String look, String watch) {}
