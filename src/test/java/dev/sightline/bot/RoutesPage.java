package dev.sightline.bot;

import dev.sightline.bot.RouteCell.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// docs/routes.md, as it is written out of the cells that are tested.
final class RoutesPage {
  private static final String ABOUT =
      """
      # Routes

      What each service takes, and what people read where it does not. Every cell is an ask that `RouteMatrixIT` sends through the
      whole bot to a simulator of the service (`src/test/java/dev/sightline/sim`), looking at what the person read, what the
      service was shown, and what the ledger has. This page is written out of the same cells; do not edit it (`CONTRIBUTING.md`
      says how it is written anew).

      ✓ is an answer, ✗ a sentence instead of one, – cannot come about; the numbers are the sentences below. *follow-up* is a
      question about a picture that was asked about before, *stop* is pressed in mid-answer, *error* is a 500 before the first
      word, *no usage* an answer whose tokens and cost are not told, *mid-stream failure* an error after the first words, which
      stay.

      """;

  private static final String SET_UP =
      """

      ## Set-up and costs

      A provider that is named here is set up as delivered and wants its key only. The others go under `providers` in
      `sightline.yaml` with their `base-url` (fal: its key), and what they take under `routes`. Other models of a service may
      take less or more: that is said by `takes`, and by `models.yaml` where it is left out.

      """;

  private static final String NOTES =
      """

      - Where no route at all takes a question, the sentence says that no model is *connected* that can, instead of *set for this
        channel*.
      - A price stands in `prices` or in `models.yaml`. FluxRouter chooses the model behind `flux-auto` itself, so none is delivered
        for it.
      - A job in fal's queue comes in one piece: there is nothing to keep where it is stopped or fails. A stopped one that fal
        cancels costs nothing, and one that it does not cancel what fal tells later.
      - What breaks off is gone on with by the next route, if the channel has one, in a part of its own; what fails before its
        first word is answered by the next ([faults.md](faults.md)).
      """;

  private RoutesPage() {}

  static String markdown() {
    List<String> sentences = new ArrayList<>();
    StringBuilder page = new StringBuilder(ABOUT);
    row(page, "Service", Arrays.stream(RouteCase.values()).map(asked -> asked.title).toList());
    row(page, "---", Arrays.stream(RouteCase.values()).map(asked -> "---").toList());
    for (RouteService service : RouteService.values()) {
      row(
          page,
          service.title,
          Arrays.stream(RouteCase.values())
              .map(asked -> shown(RouteCell.of(service, asked), sentences))
              .toList());
    }
    page.append('\n');
    for (int i = 0; i < sentences.size(); i++) {
      page.append(i + 1).append(". ").append(sentences.get(i)).append('\n');
    }
    page.append(SET_UP);
    row(
        page,
        "Service",
        List.of(
            "Provider",
            "Model tried",
            "A whole answer costs",
            "One without usage, stopped, broken off"));
    row(page, "---", List.of("---", "---", "---", "---"));
    for (RouteService service : RouteService.values()) {
      if (service != RouteService.OFFLINE) {
        row(page, service.title, setUp(service));
      }
    }
    return page.append(NOTES).toString();
  }

  private static List<String> setUp(RouteService service) {
    String provider =
        service.habits.isEmpty()
            ? "`%s`".formatted(service.configName())
            : "`{ %s }`".formatted(service.habits);
    return List.of(
        provider, "`%s`".formatted(service.model), service.cost.shown, service.costUntold.shown);
  }

  private static String shown(RouteCell cell, List<String> sentences) {
    String mark =
        switch (cell.outcome()) {
          case ANSWERED -> "✓";
          case REFUSED -> "✗";
          case NONE -> "–";
        };
    if (cell.said().isEmpty()) {
      return mark;
    }
    String sentence = general(cell);
    if (!sentences.contains(sentence)) {
      sentences.add(sentence);
    }
    return mark + " " + (sentences.indexOf(sentence) + 1);
  }

  /// The sentence without what belongs to one case of many.
  private static String general(RouteCell cell) {
    String sentence =
        cell.said()
            .replace("@U" + cell.service(), "@*person*")
            .replaceAll("\\b(clip\\.mp4|rocket\\.jpg)", "*file*");
    if (cell.outcome() != Outcome.NONE && sentence.startsWith(cell.service().configName())) {
      sentence = "*provider*" + sentence.substring(cell.service().configName().length());
    }
    return cell.service() == RouteService.OFFLINE
        ? sentence + " Of pictures and videos it says what can be measured."
        : sentence;
  }

  private static void row(StringBuilder page, String first, List<String> cells) {
    page.append("| ").append(first).append(" | ").append(String.join(" | ", cells)).append(" |\n");
  }
}
