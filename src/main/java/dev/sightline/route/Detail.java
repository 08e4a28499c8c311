package dev.sightline.route;

/// How closely a model looks at a picture: a trade of sharpness for money.
public enum Detail {
  /// As the model chooses.
  AUTO,
  /// At no more than [#LOW_SIDE_PX] on its longer side, for a small flat price at most models.
  LOW,
  /// As sharp as the model can.
  HIGH;

  /// What OpenAI scales a picture down to where `low` is asked for (platform.openai.com/docs,
  /// "Images and vision", read 2026-04); other models are given as much.
  public static final int LOW_SIDE_PX = 512;
}
