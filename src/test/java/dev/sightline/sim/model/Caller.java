package dev.sightline.sim.model;

/// Who called what.
///
/// @param key the credential, without the scheme; empty where none was sent
public record Caller(String requestId, String path, String key) {}
