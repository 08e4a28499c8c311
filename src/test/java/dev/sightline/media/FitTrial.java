package dev.sightline.media;

import dev.sightline.media.MediaFolder.Stored;
import dev.sightline.media.Probed.Picture;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;

/// Fits pictures of 12 megapixels to 1,568 pixels and 1 MB, as often as wanted; for the bench.
public final class FitTrial implements AutoCloseable {
  /// What the fitted pictures are no larger than.
  public static final int LONG_SIDE_PX = 1568;

  private static final long MAX_BYTES = 1_000_000;
  private static final MediaRules RULES =
      new MediaRules(
          LONG_SIDE_PX,
          MAX_BYTES,
          0,
          10,
          0,
          Set.of("image/jpeg", "image/png"),
          MediaRules.Transport.INLINE_ONLY,
          false);

  /// As strong as a phone's sensor in the evening; makes 2.7 MB of a photograph's 12 megapixels.
  private static final double NOISE = 6;

  private final MediaFolder folder;
  private final ImageFitter fitter;

  /// A fitter without any child process yet.
  public FitTrial(Path work) throws IOException {
    folder = new MediaFolder(work, MediaLimits.DEFAULTS, InstantSource.system());
    fitter = new ImageFitter(folder, MediaLimits.DEFAULTS, TestMedia.FFMPEG);
  }

  /// A photograph of coffee, enlarged to 4,000 × 3,000 pixels, with noise, as JPEG.
  ///
  /// @param seed another one makes another file
  public static Path photograph(Path folder, long seed) throws IOException {
    BufferedImage large = new BufferedImage(4000, 3000, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = large.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(
        ImageIO.read(new ByteArrayInputStream(TestMedia.photo("coffee.png"))),
        0,
        0,
        4000,
        3000,
        null);
    graphics.dispose();
    Random random = new Random(seed);
    byte[] samples = ((DataBufferByte) large.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < samples.length; i++) {
      double noisy = Byte.toUnsignedInt(samples[i]) + random.nextGaussian() * NOISE;
      samples[i] = (byte) Math.clamp((long) noisy, 0, 255);
    }
    return Files.write(
        folder.resolve("photograph-" + seed + ".jpg"), PictureWriter.jpeg(large, 0.9f));
  }

  /// Fits one from beginning to end, as for an ask; returns the milliseconds that it took.
  ///
  /// @throws IllegalStateException if it did not become what was wanted
  public double fit(Path photograph) throws Exception {
    long start = System.nanoTime();
    Picture picture = (Picture) new MediaProbe(50_000_000).probe(photograph);
    Stored source = new Stored(photograph, "", Files.size(photograph));
    Stored fitted = fitter.fit(source, picture, RULES).stored();
    double ms = (System.nanoTime() - start) / 1e6;
    if (fitted.sizeBytes() > MAX_BYTES) {
      throw new IllegalStateException(fitted + " is too large");
    }
    return ms;
  }

  /// Fits all at once; returns the milliseconds until the last one was done.
  public double fitAll(List<Path> photographs) throws Exception {
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Double>> tasks = new ArrayList<>();
      photographs.forEach(each -> tasks.add(() -> fit(each)));
      for (Future<Double> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("one of them failed", e);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /// The child processes that run.
  public List<Long> children() {
    return Arrays.stream(fitter.pids().toArray()).boxed().toList();
  }

  @Override
  public void close() {
    fitter.close();
  }
}
