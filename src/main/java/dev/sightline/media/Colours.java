package dev.sightline.media;

import dev.sightline.media.PictureFacts.Colour;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts the colours of a small picture in cells of 32 steps a channel; a cell's colour is the
/// mean of what fell into it.
final class Colours {
  private Colours() {}

  static List<Colour> of(BufferedImage image) {
    Map<Integer, Cell> cells = new HashMap<>();
    int total = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        if (rgb >>> 24 >= 128) {
          cells.computeIfAbsent(rgb >> 5 & 0x070707, _ -> new Cell()).add(rgb);
          total++;
        }
      }
    }
    List<Cell> common = new ArrayList<>(cells.values());
    common.sort(Comparator.comparingInt((Cell cell) -> cell.count).reversed());
    List<Colour> colours = new ArrayList<>();
    for (Cell cell : common.subList(0, Math.min(PictureMeter.MAX_COLOURS, common.size()))) {
      int percent = Math.round(100f * cell.count / total);
      if (percent > 0) {
        colours.add(new Colour(cell.hex(), percent));
      }
    }
    return colours;
  }

  private static final class Cell {
    private int count;
    private long red;
    private long green;
    private long blue;

    void add(int rgb) {
      count++;
      red += rgb >> 16 & 0xFF;
      green += rgb >> 8 & 0xFF;
      blue += rgb & 0xFF;
    }

    String hex() {
      return "#%02x%02x%02x".formatted(red / count, green / count, blue / count);
    }
  }
}
