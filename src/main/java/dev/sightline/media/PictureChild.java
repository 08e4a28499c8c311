package dev.sightline.media;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.imageio.ImageIO;
import javax.imageio.spi.IIORegistry;

/// The main class of a [PictureProcess]: takes tasks from stdin and answers each on stdout.
///
/// It loads nothing of the bot but what decodes pictures, reads no configuration, opens no
/// connection, and writes only to a task's targets. It ends when its stdin does, also in the middle
/// of a task, so that none outlives the bot.
final class PictureChild {
  private static final int EXIT_BROKEN = 1;

  private PictureChild() {}

  public static void main(String[] args) throws InterruptedException {
    FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
    // A library that prints must not do so in the middle of a reply.
    System.setOut(System.err);
    ImageIO.setUseCache(false);
    // Finds the libraries now rather than when the first task has come.
    IIORegistry.getDefaultInstance();
    BlockingQueue<PictureTask> tasks = new ArrayBlockingQueue<>(1);
    Thread.ofPlatform().name("tasks").daemon().start(() -> listen(tasks));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stdout));
    try {
      while (true) {
        PictureWork.of(tasks.take()).write(out);
        out.flush();
      }
    } catch (IOException gone) {
      System.err.println("nobody reads the replies: " + gone);
      Runtime.getRuntime().halt(EXIT_BROKEN);
    }
  }

  private static void listen(BlockingQueue<PictureTask> tasks) {
    int exit = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)))) {
      while (true) {
        tasks.put(PictureTask.read(in));
      }
    } catch (EOFException end) {
      // The bot has closed it, or is gone.
    } catch (IOException | InterruptedException | RuntimeException e) {
      System.err.println("cannot read tasks: " + e);
      exit = EXIT_BROKEN;
    }
    Runtime.getRuntime().halt(exit);
  }
}
