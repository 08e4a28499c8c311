package dev.sightline.failure;

/// Nothing of what came with the ask could be read, and without it there is nothing to answer.
public final class MediaRejected extends AskFailure {
  private final String reasons;

  /// @param reasons one sentence per file for the person, joined by line breaks
  public MediaRejected(String reasons) {
    super("media rejected: " + reasons);
    this.reasons = reasons;
  }

  /// One sentence per file, for the person.
  public String reasons() {
    return reasons;
  }
}
