package dev.sightline.media;

import dev.sightline.media.ReadMedia.ReadPicture;
import java.util.List;

/// Shares out how many pictures a route takes: one for each file, in their order, and what is left
/// to the frames and pages of those that have several, one more each in turn.
final class PictureShares {
  /// Enough to see what moves; our own choice, since each costs as much as a picture.
  static final int MAX_FRAMES = 4;

  /// Our own choice, for the same reason.
  static final int MAX_PAGES = 10;

  private PictureShares() {}

  /// For each medium how many pictures it may become, 0 for what is left out or is none.
  static int[] of(List<ReadMedia> media, int maxImages) {
    int[] most = new int[media.size()];
    for (int i = 0; i < most.length; i++) {
      most[i] = media.get(i) instanceof ReadPicture read ? most(read.picture()) : 0;
    }
    int[] shares = new int[most.length];
    int left = maxImages;
    for (int before = -1; before != left; ) {
      before = left;
      for (int i = 0; i < most.length && left > 0; i++) {
        if (shares[i] < most[i]) {
          shares[i]++;
          left--;
        }
      }
    }
    return shares;
  }

  private static int most(Probed.Picture picture) {
    return switch (picture.type()) {
      case GIF -> Math.min(MAX_FRAMES, picture.frames());
      case TIFF -> Math.min(MAX_PAGES, picture.frames());
      case PDF -> MAX_PAGES;
      case JPEG, PNG, WEBP, BMP, HEIC, AVIF -> 1;
    };
  }
}
