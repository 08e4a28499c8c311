package dev.sightline.sim.fal;

/// The router's endpoints, by what they look at.
enum FalEndpoint {
  TEXT("openrouter/router"),
  VISION("openrouter/router/vision"),
  VIDEO("openrouter/router/video");

  private final String id;

  FalEndpoint(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }
}
