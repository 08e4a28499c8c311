package dev.sightline.media;

import dev.sightline.media.NotDecoded.Why;
import dev.sightline.media.PictureReader.Decoded;
import dev.sightline.media.PictureReader.Sink;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/// The first pages of a PDF file as pictures.
///
/// Drawn at the size that the route takes, and not at more than [#MAX_DOTS_PER_INCH]: text is sharp
/// there, and larger only costs.
final class PdfPages {
  private static final float POINTS_PER_INCH = 72;

  /// Twice what a screen shows; our own choice.
  private static final float MAX_DOTS_PER_INCH = 200;

  private final PictureTask task;

  PdfPages(PictureTask task) {
    this.task = task;
  }

  void read(Sink sink) throws IOException, NotDecoded {
    FontMappers.set(new PdfFonts());
    try (PDDocument document =
        Loader.loadPDF(
            task.source().toFile(), "", null, null, IOUtils.createMemoryOnlyStreamCache())) {
      PDFRenderer renderer = new PDFRenderer(document);
      renderer.setSubsamplingAllowed(true);
      int total = document.getNumberOfPages();
      if (total == 0) {
        throw new NotDecoded(Why.DAMAGED, "a PDF file without pages");
      }
      for (int page = 0; page < Math.min(task.wanted(), total); page++) {
        BufferedImage image =
            renderer.renderImage(page, scale(document.getPage(page).getCropBox()), ImageType.RGB);
        sink.take(new Decoded(page, total, image, 1, null));
      }
    } catch (InvalidPasswordException e) {
      throw new NotDecoded(Why.LOCKED, "a password is needed", e);
    }
  }

  private float scale(PDRectangle box) throws NotDecoded {
    float longSide = Math.max(box.getWidth(), box.getHeight());
    if (!(longSide >= 1)) {
      throw new NotDecoded(Why.DAMAGED, "a page without a size");
    }
    float scale = Math.min(task.longSidePx() / longSide, MAX_DOTS_PER_INCH / POINTS_PER_INCH);
    task.check((int) (box.getWidth() * scale), (int) (box.getHeight() * scale));
    return scale;
  }
}
