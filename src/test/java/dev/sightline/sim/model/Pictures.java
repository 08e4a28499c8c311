package dev.sightline.sim.model;

import java.util.Base64;
import okio.ByteString;

/// The smallest files a simulator takes for what they claim to be.
public final class Pictures {
  public static final ByteString PNG =
      ByteString.of(
          Base64.getDecoder()
              .decode(
                  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
  public static final ByteString WEBP =
      ByteString.of(Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="));

  private Pictures() {}

  public static String dataUri(String type, ByteString bytes) {
    return "data:" + type + ";base64," + bytes.base64();
  }
}
